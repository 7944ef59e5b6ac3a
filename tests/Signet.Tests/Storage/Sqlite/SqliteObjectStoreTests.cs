using Microsoft.Data.Sqlite;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Storage.Sqlite;

/// <summary>The contract, and properties of the embedded store.</summary>
public sealed class SqliteObjectStoreTests : ObjectStoreContract
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("store.db");

    protected override ValueTask<IObjectStore> OpenAsync() => new(SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = File }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_Again_HasEverything()
    {
        var revision = await PutAsync("/a", "1");
        await Store.DisposeAsync();

        Store = await OpenAsync();

        Assert.Equal(revision, await Store.GetRevisionAsync(default));
        Assert.Equal(revision, (await Store.GetAsync("/a", default))!.Modified);
    }

    [Fact]
    public async Task Open_AfterDeletingTheNewest_RevisionDoesNotGoBack()
    {
        await PutAsync("/a", "1");
        var result = await Store.CommitAsync(new Commit([], [new StoreOperation.Delete("/a")]), default);
        var deleted = Assert.IsType<CommitResult.Success>(result).Revision;
        await Store.CompactAsync(deleted, default);
        await Store.DisposeAsync();

        Store = await OpenAsync();

        Assert.True(await Store.GetRevisionAsync(default) >= deleted);
        Assert.True(await PutAsync("/b", "1") > deleted);
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        var refused = Assert.Throws<StoreUnavailableException>(() => SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = File }));

        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_ManyAtOnce_ShareTransactions()
    {
        const int Commits = 400;
        var store = (SqliteObjectStore)Store;
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();

        // While another connection writes, all commits wait: those after the first share one transaction.
        await using var other = connection.BeginTransaction();
        var committing = Enumerable.Range(0, Commits).Select(i => PutAsync($"/g/{i}", "x")).ToArray();
        await other.RollbackAsync();
        await Task.WhenAll(committing);

        Assert.Equal(Commits, (await Store.RangeAsync(new RangeQuery { Prefix = "/g/" }, default)).Values.Count);
        Assert.InRange(store.Transactions, 1, 2);
    }

    [Fact]
    public async Task Open_Database_IsDurable()
    {
        await PutAsync("/a", "1");
        await using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";

        Assert.Equal("wal", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Open_NotADatabase_IsRefused()
    {
        var path = _folder.File("other.db");
        await System.IO.File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("this is no database. ", 100)));

        Assert.Throws<StoreFormatException>(() => SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = path }));
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefused()
    {
        await Store.DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync();
        }

        var refused = Assert.Throws<StoreFormatException>(() => SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = File }));

        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        Store = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = _folder.File("again.db") });
    }
}
