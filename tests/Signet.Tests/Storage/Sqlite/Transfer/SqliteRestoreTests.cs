using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Storage.Sqlite.Transfer;
using Signet.Testing;
using Signet.Tests.Storage.Copying;

namespace Signet.Tests.Storage.Sqlite.Transfer;

/// <summary>A backup in the place of a store: older, newer, damaged, missing; the former store is kept and no revision is used twice.</summary>
public sealed class SqliteRestoreTests : IDisposable
{
    private const int PageSize = 4096;
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 30, 15, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(Data, "store.db");

    private string Mark => Path.Combine(Data, "last-revision");

    private string Data => _folder.File("data");

    private string Backup => _folder.File("backup.db");

    private SqliteObjectStoreOptions Options => new() { Path = Database, MarkPath = Mark, Reserve = 0 };

    public SqliteRestoreTests() => Directory.CreateDirectory(Data);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restore_OlderBackup_NeedsConsentAndContinuesAfterTheFormerRevision()
    {
        var expected = await PrepareAsync();
        var former = await WriteAsync("/registry/later", "1");

        var refused = Assert.Throws<StoreLostException>(() => Restore());

        Assert.Contains($"but {Database} is at revision {former}", refused.Message, StringComparison.Ordinal);
        await using (var unchanged = SqliteObjectStore.Open(Options))
        {
            Assert.NotNull(await unchanged.GetAsync("/registry/later", default));
        }

        var restored = Restore(acceptLoss: true);

        Assert.Equal((former, new Revision(former.Value + 1)), (restored.Former, restored.Revision));
        Assert.Equal(Path.Combine(Data, "store-before-20261129T123015Z"), restored.Aside);

        // Without the flag of the server: the loss was accepted here.
        await using (var store = SqliteObjectStore.Open(Options))
        {
            StoreFilling.AssertSame(expected, await StoreFilling.ReadAsync(store), revisions: true);
            Assert.Equal(restored.Revision, await store.GetRevisionAsync(default));
            await Assert.ThrowsAsync<RevisionCompactedException>(async () =>
            {
                await foreach (var batch in store.WatchAsync("/", former, TestContext.Current.CancellationToken))
                {
                    Assert.Fail($"a batch at revision {batch.Revision}");
                }
            });
            Assert.True(await StoreFilling.PutAsync(store, "/registry/new", "1") > former);
        }

        var aside = Options with { Path = Path.Combine(restored.Aside!, "store.db"), MarkPath = Path.Combine(restored.Aside!, "last-revision") };
        await using var before = SqliteObjectStore.Open(aside);
        Assert.NotNull(await before.GetAsync("/registry/later", default));
        Assert.Empty(Directory.GetFiles(Data, "*.partial"));
    }

    [Fact]
    public async Task Restore_SameRevision_NeedsNoConsent()
    {
        var expected = await PrepareAsync();
        await SqliteDamage.DamageAsync(Database, PageSize * 2, PageSize);

        var restored = Restore();

        Assert.Equal(restored.Backup, restored.Revision);
        await using var store = SqliteObjectStore.Open(Options);
        StoreFilling.AssertSame(expected, await StoreFilling.ReadAsync(store), revisions: true);
    }

    [Fact]
    public async Task Restore_StoreOfAKilledServerThatCannotBeRead_NeedsConsentAndLeavesAGap()
    {
        await PrepareAsync();
        await using (var store = SqliteObjectStore.Open(Options))
        {
            await StoreFilling.PutAsync(store, "/registry/later", "1");
            File.Copy(Mark, _folder.File("open-mark"));
        }

        File.Copy(_folder.File("open-mark"), Mark, overwrite: true);
        await File.WriteAllTextAsync(Database, "not a database", TestContext.Current.CancellationToken);

        Assert.Contains("cannot be read", Assert.Throws<StoreLostException>(() => Restore()).Message, StringComparison.Ordinal);
        var restored = Restore(acceptLoss: true);

        Assert.True(restored.Revision.Value > restored.Backup.Value + 1_000_000);
        await using var after = SqliteObjectStore.Open(Options);
        Assert.Equal(restored.Revision, await after.GetRevisionAsync(default));
    }

    [Fact]
    public async Task Restore_NewDirectory_HasTheBackup()
    {
        var expected = await PrepareAsync();
        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);

        var restored = Restore();

        Assert.Null(restored.Aside);
        Assert.Equal(restored.Backup, restored.Revision);
        await using var store = SqliteObjectStore.Open(Options);
        StoreFilling.AssertSame(expected, await StoreFilling.ReadAsync(store), revisions: true);
    }

    /// <summary>The former store was moved, and the process was killed before the backup was in its place.</summary>
    [Fact]
    public async Task Restore_InterruptedBetweenTheMoves_StoreIsRefusedUntilItIsRepeated()
    {
        await PrepareAsync();
        File.Move(Database, _folder.File("aside.db"));

        var missing = Assert.Throws<StoreLostException>(() => SqliteObjectStore.Open(Options));
        Restore();

        Assert.Contains("is missing", missing.Message, StringComparison.Ordinal);
        await using var store = SqliteObjectStore.Open(Options);
        Assert.NotEmpty(await StoreFilling.ReadAsync(store));
    }

    [Fact]
    public async Task Restore_DamagedBackup_ChangesNothing()
    {
        await PrepareAsync();
        await SqliteDamage.DamageAsync(Backup, PageSize * 3, PageSize);
        var before = await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken);

        Assert.Throws<StoreDamagedException>(() => Restore(acceptLoss: true));

        Assert.Equal(before, await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetDirectories(Data, "store-before-*"));
    }

    [Fact]
    public async Task Restore_StoreInUse_IsRefused()
    {
        await PrepareAsync();
        await using var store = SqliteObjectStore.Open(Options);

        var refused = Assert.Throws<StoreUnavailableException>(() => Restore(acceptLoss: true));

        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await StoreFilling.ReadAsync(store));
    }

    private RestoredStore Restore(bool acceptLoss = false) => SqliteRestore.Restore(Backup, Database, Mark, acceptLoss, Now);

    /// <summary>A closed store and a backup of it; returns the values.</summary>
    private async Task<IReadOnlyList<StoredValue>> PrepareAsync()
    {
        await using var store = SqliteObjectStore.Open(Options);
        await StoreFilling.FillAsync(store, 300);
        SqliteBackup.Write(Database, Backup);
        return await StoreFilling.ReadAsync(store);
    }

    private async Task<Revision> WriteAsync(string key, string value)
    {
        await using var store = SqliteObjectStore.Open(Options);
        return await StoreFilling.PutAsync(store, key, value);
    }
}
