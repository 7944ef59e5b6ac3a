using Microsoft.Data.Sqlite;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Storage.Sqlite;

/// <summary>A store that is damaged, or has less data than its mark, does not open; the message names the file and the check.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private const int PageSize = 4096;
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    private SqliteObjectStoreOptions Options => new() { Path = Database, MarkPath = _folder.File("mark"), Reserve = 1024 * 1024 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_DatabaseRemoved_IsRefusedAndNothingIsCreated()
    {
        await MakeAsync();
        File.Delete(Database);

        AssertLost("is missing, but it had been at revision 20");

        Assert.False(File.Exists(Database));
    }

    [Fact]
    public async Task Open_DatabaseEmptied_IsRefused()
    {
        await MakeAsync();
        await File.WriteAllBytesAsync(Database, []);

        AssertLost("is empty, but it had been at revision 20");
    }

    [Fact]
    public async Task Open_ReplacedByAnEmptyDatabase_IsRefused()
    {
        await MakeAsync();
        File.Delete(Database);
        await RunAsync("CREATE TABLE a (b); DROP TABLE a");

        AssertLost("is an empty database");
    }

    [Fact]
    public async Task Open_ReplacedByAnotherStore_IsRefused()
    {
        await MakeAsync();
        File.Delete(Database);
        await using (SqliteObjectStore.Open(Options with { MarkPath = null }))
        {
        }

        AssertLost("is at revision 0, but it had been at revision 20");
    }

    [Fact]
    public async Task Open_OlderCopy_IsRefused()
    {
        await MakeAsync(10);
        File.Copy(Database, _folder.File("old.db"));
        await MakeAsync(10);
        File.Copy(_folder.File("old.db"), Database, overwrite: true);

        AssertLost("is at revision 10, but it had been at revision 20");
    }

    [Fact]
    public async Task Open_LogOfAKilledServerRemoved_IsRefused()
    {
        await MakeAsync();
        var store = SqliteObjectStore.Open(Options);
        await PutAsync(store, "/late");
        var killed = _folder.File("killed");
        Directory.CreateDirectory(killed);
        foreach (var name in (string[])["store.db", "store.db-wal", "mark"])
        {
            File.Copy(_folder.File(name), Path.Combine(killed, name));
        }

        await store.DisposeAsync();
        var copy = Options with { Path = Path.Combine(killed, "store.db"), MarkPath = Path.Combine(killed, "mark") };
        File.Move(copy.Path + "-wal", copy.Path + "-kept");
        var refused = Assert.Throws<StoreLostException>(() => SqliteObjectStore.Open(copy));
        File.Move(copy.Path + "-kept", copy.Path + "-wal");

        Assert.Contains(copy.Path + "-wal is missing", refused.Message, StringComparison.Ordinal);
        await using var whole = SqliteObjectStore.Open(copy);
        Assert.NotNull(await whole.GetAsync("/late", default));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("emptied")]
    [InlineData("older")]
    public async Task Open_LossAccepted_Opens(string how)
    {
        await MakeAsync(10);
        File.Copy(Database, _folder.File("old.db"));
        await MakeAsync(10);
        File.Delete(Database);
        if (how == "emptied")
        {
            await File.WriteAllBytesAsync(Database, []);
        }
        else if (how == "older")
        {
            File.Copy(_folder.File("old.db"), Database);
        }

        await using (var store = SqliteObjectStore.Open(Options with { AcceptLoss = true }))
        {
            Assert.Equal(how == "older" ? 10 : 0, (await store.GetRevisionAsync(default)).Value);
        }

        // From now on the mark has this state.
        await using var again = SqliteObjectStore.Open(Options);
    }

    [Fact]
    public async Task Open_EveryDamagedPage_IsRefusedWithFileAndCheck()
    {
        await MakeAsync();
        var whole = await File.ReadAllBytesAsync(Database);
        var random = new Random(1);
        for (var page = 1; page < whole.Length / PageSize; page++)
        {
            var damaged = (byte[])whole.Clone();
            random.NextBytes(damaged.AsSpan(page * PageSize, PageSize));
            await File.WriteAllBytesAsync(Database, damaged);

            var refused = Assert.Throws<StoreDamagedException>(() => SqliteObjectStore.Open(Options));

            Assert.Contains($"{Database} is damaged: PRAGMA quick_check", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    [Fact]
    public async Task Open_DamagedHeader_IsRefused()
    {
        await MakeAsync();
        await using (var file = File.OpenWrite(Database))
        {
            await file.WriteAsync(new byte[PageSize]);
        }

        var refused = Assert.ThrowsAny<Exception>(() => SqliteObjectStore.Open(Options));

        Assert.True(refused is StoreDamagedException or StoreLostException, refused.ToString());
        Assert.Contains(Database, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE progress SET revision = 3", "it says revision 3, but there are changes up to 20")]
    [InlineData("UPDATE progress SET compacted = 99", "compacted up to 99")]
    [InlineData("DELETE FROM progress", "the table progress has no row")]
    public async Task Open_ProgressThatDisagrees_IsRefused(string sql, string message)
    {
        await MakeAsync();
        await RunAsync(sql);

        var refused = Assert.Throws<StoreDamagedException>(() => SqliteObjectStore.Open(Options));

        Assert.Contains($"{Database} is damaged: the check of its progress: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_DamagedWhileRunning_FailsUntilItIsWritableAgain()
    {
        await MakeAsync();
        await using var store = SqliteObjectStore.Open(Options);
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync();
        await using var damage = other.CreateCommand();
        damage.CommandText = "ALTER TABLE change RENAME TO elsewhere";
        await damage.ExecuteNonQueryAsync();

        await Patience.UntilAsync(() => FailsAsync(store), "the check notices that nothing can be written");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PutAsync(store, "/b"));

        damage.CommandText = "ALTER TABLE elsewhere RENAME TO change";
        await damage.ExecuteNonQueryAsync();
        await store.CheckAsync(default);
        await PutAsync(store, "/b");
        Assert.Equal(21, (await store.GetRevisionAsync(default)).Value);
    }

    private static async Task<bool> FailsAsync(SqliteObjectStore store)
    {
        try
        {
            await store.CheckAsync(default);
            return false;
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }

    private void AssertLost(string message)
    {
        var refused = Assert.Throws<StoreLostException>(() => SqliteObjectStore.Open(Options));
        Assert.Contains($"{Database} {message}", refused.Message, StringComparison.Ordinal);
    }

    private async Task MakeAsync(int commits = 20)
    {
        await using var store = SqliteObjectStore.Open(Options);
        for (var i = 0; i < commits; i++)
        {
            await PutAsync(store, $"/{i}");
        }
    }

    private static async Task PutAsync(SqliteObjectStore store, string key) =>
        await store.CommitAsync(new Commit([], [new StoreOperation.Put(key, new byte[1000])]), default);

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
