using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Storage.Sqlite.Transfer;
using Signet.Testing;
using Signet.Tests.Storage.Copying;

namespace Signet.Tests.Storage.Sqlite.Transfer;

/// <summary>Backups beside an open store, of the store of a killed server, and of a damaged one.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteBackupTests : IDisposable
{
    private const int PageSize = 4096;
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    private string Backup => _folder.File("backup.db");

    private SqliteObjectStoreOptions Options => new() { Path = Database, MarkPath = _folder.File("last-revision"), Reserve = 0 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_WhileCommitsAreMade_HasEveryCommitThatWasAcknowledgedBefore()
    {
        await using var store = SqliteObjectStore.Open(Options);
        await StoreFilling.FillAsync(store, 2000);
        var acknowledged = new ConcurrentDictionary<string, Revision>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 8).Select(writer => WriteAsync(store, writer, acknowledged, stop.Token)).ToArray();
        await Patience.UntilAsync(() => Task.FromResult(acknowledged.Count > 100), "commits are made");

        var before = acknowledged.ToArray();
        var revision = SqliteBackup.Write(Database, Backup);
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        Assert.True(revision >= before.Max(pair => pair.Value));
        Assert.True(acknowledged.Values.Max() > revision, "commits were made after the backup had begun");
        using var backup = SqliteStoreFile.Open(Backup);
        Assert.Empty(backup.FindDamage());
        var values = backup.ReadAll().ToDictionary(value => value.Key);
        Assert.All(before, pair => Assert.Equal(pair.Value, values[pair.Key].Modified));

        // It is a state that the store has had: nothing is newer than its revision, and everything until then is there.
        Assert.Equal(revision, backup.Revision);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value <= revision, values.ContainsKey(pair.Key)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial"));
        Assert.Empty(Directory.GetFiles(_folder.Path, "backup.db-*"));
    }

    [Fact]
    public async Task Write_StoreOfAKilledServer_HasTheLogAndLeavesIt()
    {
        await using var store = SqliteObjectStore.Open(Options);
        await StoreFilling.PutAsync(store, "/a", "1");
        var killed = _folder.File("killed");
        Directory.CreateDirectory(killed);
        foreach (var name in (string[])["store.db", "store.db-wal", "last-revision"])
        {
            File.Copy(_folder.File(name), Path.Combine(killed, name));
        }

        SqliteBackup.Write(Path.Combine(killed, "store.db"), Backup);

        using (var backup = SqliteStoreFile.Open(Backup))
        {
            Assert.Equal("/a", Assert.Single(backup.ReadAll()).Key);
        }

        // The mark says that the server was killed: without the log the store would be refused.
        await using var again = SqliteObjectStore.Open(Options with { Path = Path.Combine(killed, "store.db"), MarkPath = Path.Combine(killed, "last-revision") });
        Assert.NotNull(await again.GetAsync("/a", default));
    }

    [Fact]
    public async Task Write_ExistingFile_IsNotReplaced()
    {
        await using var store = SqliteObjectStore.Open(Options);
        await File.WriteAllTextAsync(Backup, "precious", TestContext.Current.CancellationToken);

        var refused = Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Write(Database, Backup));

        Assert.Contains("a backup is never replaced", refused.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Backup, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Write_DeletedValues_AreNotInTheFile()
    {
        await using var store = SqliteObjectStore.Open(Options);
        await StoreFilling.PutAsync(store, "/kept", "kept-value");
        await StoreFilling.PutAsync(store, "/gone", "deleted-value");
        var deleted = await store.CommitAsync(new Commit([], [new StoreOperation.Delete("/gone")]), default);
        await store.CompactAsync(Assert.IsType<CommitResult.Success>(deleted).Revision, default);

        SqliteBackup.Write(Database, Backup);

        var bytes = await File.ReadAllBytesAsync(Backup, TestContext.Current.CancellationToken);
        Assert.True(bytes.AsSpan().IndexOf("kept-value"u8) > 0);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("deleted-value"u8));
    }

    [Fact]
    public async Task Write_DamagedStore_MakesNoFile()
    {
        await using (var store = SqliteObjectStore.Open(Options))
        {
            await StoreFilling.FillAsync(store, 200);
        }

        await SqliteDamage.DamageAsync(Database, PageSize * 3, PageSize);

        Assert.Throws<StoreDamagedException>(() => SqliteBackup.Write(Database, Backup));

        Assert.Empty(Directory.GetFiles(_folder.Path, "*backup*"));
    }

    [Theory]
    [InlineData("text", "is not a store")]
    [InlineData("", "is empty")]
    [InlineData(null, "does not exist")]
    public async Task Write_NoStore_IsRefused(string? content, string message)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(Database, content, TestContext.Current.CancellationToken);
        }

        var refused = Assert.ThrowsAny<Exception>(() => SqliteBackup.Write(Database, Backup));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Backup));
    }

    private static async Task WriteAsync(IObjectStore store, int writer, ConcurrentDictionary<string, Revision> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var key = $"/registry/secrets/load/{writer}-{i}";
            acknowledged[key] = await StoreFilling.PutAsync(store, key, new string('x', 300));
        }
    }
}
