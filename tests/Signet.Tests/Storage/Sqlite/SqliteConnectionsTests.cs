using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Storage.Sqlite;

/// <summary>Connections return to the pool on every path, and the number of idle ones is bounded.</summary>
public sealed class SqliteConnectionsTests : IDisposable
{
    private const int Reads = 300;

    /// <summary>16 idle connections and that of the writer, each with descriptors of the database, its log and its index.</summary>
    private const int MaxDescriptors = 17 * 3;

    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Range_CompactedAndFutureRevisions_KeepNoConnection()
    {
        await using var store = await OpenCompactedAsync();
        await ReadManyAsync(store);
        var before = Descriptors();

        await ReadManyAsync(store);

        Assert.True(Descriptors() <= Math.Max(before, MaxDescriptors), $"{before} descriptors became {Descriptors()}");
        Assert.InRange(Descriptors(), 1, MaxDescriptors);
    }

    [Fact]
    public async Task Watch_CompactedRevision_KeepsNoConnection()
    {
        await using var store = await OpenCompactedAsync();

        for (var i = 0; i < Reads; i++)
        {
            await Assert.ThrowsAsync<RevisionCompactedException>(async () =>
            {
                await foreach (var _ in store.WatchAsync("/", new Revision(1), default))
                {
                }
            });
        }

        Assert.InRange(Descriptors(), 1, MaxDescriptors);
    }

    [Fact]
    public async Task Get_ManyAtOnce_KeepsABoundedNumberOfConnections()
    {
        const int Readers = 40;
        await using var store = await OpenCompactedAsync();
        using var together = new Barrier(Readers);

        // All threads have a connection at the same time.
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                for (var i = 0; i < 50; i++)
                {
                    Assert.NotNull(store.GetAsync("/a", default).AsTask().GetAwaiter().GetResult());
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        // The descriptor of a closed connection stays open for the next one while others hold locks (SQLite, "How To Corrupt", 2.2).
        Assert.InRange(Descriptors(), 1, MaxDescriptors + Readers);
    }

    [Fact]
    public void Use_FailureOfTheConnection_IsClosedAndNotUsedAgain()
    {
        using var connections = new SqliteConnections(Database);
        SqliteConnection? failed = null;

        Assert.Throws<SqliteException>(() => connections.Use<int>(connection =>
        {
            failed = connection;
            throw new SqliteException("disk I/O error", SQLitePCL.raw.SQLITE_IOERR);
        }));

        Assert.Equal(System.Data.ConnectionState.Closed, failed!.State);
        Assert.NotSame(failed, connections.Use(connection => connection));
    }

    [Fact]
    public void Use_RefusalOfARevision_KeepsTheConnection()
    {
        using var connections = new SqliteConnections(Database);
        SqliteConnection? used = null;

        Assert.Throws<RevisionCompactedException>(() => connections.Use<int>(connection =>
        {
            used = connection;
            throw new RevisionCompactedException(new Revision(2));
        }));

        Assert.Same(used, connections.Use(connection => connection));
    }

    private static async Task ReadManyAsync(SqliteObjectStore store)
    {
        for (var i = 0; i < Reads; i++)
        {
            await Assert.ThrowsAsync<RevisionCompactedException>(
                async () => await store.RangeAsync(new RangeQuery { Prefix = "/", At = new Revision(1) }, default));
            await Assert.ThrowsAsync<RevisionInFutureException>(
                async () => await store.RangeAsync(new RangeQuery { Prefix = "/", At = new Revision(1000) }, default));
        }
    }

    private async Task<SqliteObjectStore> OpenCompactedAsync()
    {
        var store = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = Database });
        for (var i = 0; i < 3; i++)
        {
            await store.CommitAsync(new Commit([], [new StoreOperation.Put("/a", new byte[1])]), default);
        }

        await store.CompactAsync(new Revision(3), default);
        return store;
    }

    /// <summary>The number of descriptors of this process for files of the store.</summary>
    private int Descriptors()
    {
        if (!Directory.Exists("/proc/self/fd"))
        {
            TestMachine.Missing("there is no /proc/self/fd");
        }

        return Directory.GetFiles("/proc/self/fd").Count(IsOfTheStore);
    }

    private bool IsOfTheStore(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName.StartsWith(Database, StringComparison.Ordinal) == true;
        }
        catch (FileNotFoundException)
        {
            // A concurrent test has closed it since it was listed.
            return false;
        }
    }
}
