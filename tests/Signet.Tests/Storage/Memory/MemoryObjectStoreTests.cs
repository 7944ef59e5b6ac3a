using CsCheck;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Memory;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Storage.Memory;

/// <summary>The contract, and properties of the store in memory.</summary>
public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new MemoryObjectStore(new MemoryObjectStoreOptions()));

    [Fact]
    public async Task Commit_MoreChangesThanTheHistoryHolds_CompactsTheOldest()
    {
        await using var store = new MemoryObjectStore(new MemoryObjectStoreOptions { MaxHistoryChanges = 10 });
        await PutAllAsync(store, 25, "x");

        await AssertOldestAsync(store, oldest: 16, newest: 25);
    }

    [Fact]
    public async Task Commit_MoreBytesThanTheHistoryHolds_CompactsTheOldest()
    {
        await using var store = new MemoryObjectStore(new MemoryObjectStoreOptions { MaxHistoryBytes = 400 });
        await PutAllAsync(store, 25, new string('x', 100));

        await AssertOldestAsync(store, oldest: 22, newest: 25);
    }

    /// <summary>The newest revision stays readable regardless of its size.</summary>
    [Fact]
    public async Task Commit_LargerThanTheHistory_IsKept()
    {
        await using var store = new MemoryObjectStore(new MemoryObjectStoreOptions { MaxHistoryBytes = 10 });
        await PutAllAsync(store, 2, new string('x', 100));

        Assert.Equal(2, (await store.RangeAsync(new RangeQuery { Prefix = "/", At = new Revision(2) }, default)).Values.Count);
    }

    [Fact]
    public async Task Watch_SlowerThanItsBacklog_EndsAsCompacted()
    {
        await using var store = new MemoryObjectStore(new MemoryObjectStoreOptions { WatcherBacklog = 4 });
        await using var watch = store.WatchAsync("/", new Revision(1), default).GetAsyncEnumerator();
        var first = watch.MoveNextAsync();
        await PutAllAsync(store, 20, "x");
        Assert.True(await first);
        var seen = new List<long> { watch.Current.Revision.Value };

        var ended = await Assert.ThrowsAsync<RevisionCompactedException>(async () =>
        {
            while (await watch.MoveNextAsync())
            {
                seen.Add(watch.Current.Revision.Value);
            }
        });

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(revision => (long)revision), seen);
        Assert.InRange(seen.Count, 4, 19);
        Assert.Equal(20, ended.Oldest.Value);
    }

    [Fact]
    public async Task Get_AfterDisposal_IsRefused()
    {
        await PutAsync("/a", "1");
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.GetAsync("/a", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.CheckAsync(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.RangeAsync(new RangeQuery { Prefix = "/" }, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await foreach (var _ in Store.WatchAsync("/", new Revision(1), default))
            {
            }
        });
    }

    /// <summary>Both stores give the same results for any sequence of operations.</summary>
    [Fact]
    public async Task Store_AnyHistory_AnswersAsSqlite()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 30]);
        await step.Array[1, 30].SampleAsync(
            async steps =>
            {
                using var folder = new TemporaryFolder();
                await using var sqlite = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = folder.File("store.db") });
                await using var memory = new MemoryObjectStore(new MemoryObjectStoreOptions());
                foreach (var (action, key, revision) in steps)
                {
                    Assert.Equal(await DoAsync(sqlite, action, $"/{key}", new Revision(revision)), await DoAsync(memory, action, $"/{key}", new Revision(revision)));
                }

                Assert.Equal(await HistoryAsync(sqlite), await HistoryAsync(memory));
            },
            iter: 40, threads: 1);
    }

    private static async Task<string> DoAsync(IObjectStore store, int action, string key, Revision revision)
    {
        try
        {
            return action switch
            {
                0 or 1 or 2 => Describe(await store.CommitAsync(new Commit([], [new StoreOperation.Put(key, Bytes($"{revision}"))]), default)),
                3 => Describe(await store.CommitAsync(new Commit([], [new StoreOperation.Delete(key), new StoreOperation.Put("/both", Bytes("1"))]), default)),
                4 or 5 => Describe(await store.CommitAsync(new Commit([new Compare(key, revision)], [new StoreOperation.Put(key, Bytes("2"))]), default)),
                6 => Describe(await store.GetAsync(key, default)),
                7 => await CompactAsync(store, revision),
                8 => Describe(await store.RangeAsync(new RangeQuery { Prefix = "/", From = key, Limit = 2, At = revision }, default)),
                _ => Describe(await store.RangeAsync(new RangeQuery { Prefix = "/", At = revision }, default)),
            };
        }
        catch (Exception exception) when (exception is RevisionCompactedException or RevisionInFutureException)
        {
            return exception.Message;
        }
    }

    private static async Task<string> CompactAsync(IObjectStore store, Revision revision)
    {
        await store.CompactAsync(revision, default);
        return "compacted";
    }

    private static async Task<string> HistoryAsync(IObjectStore store)
    {
        var last = Assert.IsType<CommitResult.Success>(await store.CommitAsync(new Commit([], [new StoreOperation.Put("/last", Bytes("1"))]), default)).Revision;
        for (var from = 1L; ; from++)
        {
            try
            {
                var reported = $"{from}";
                await foreach (var batch in store.WatchAsync("/", new Revision(from), default))
                {
                    reported += $"\n{batch.Revision}: {string.Join(", ", batch.Changes.Select(change => $"{change.Key} {change.Created} {Describe(change.Value)}"))}";
                    if (batch.Revision == last)
                    {
                        return reported;
                    }
                }
            }
            catch (RevisionCompactedException)
            {
                // The next revision is tried.
            }
        }
    }

    private static string Describe(StoredValue? value) =>
        value is null ? "none" : $"{value.Key}={System.Text.Encoding.UTF8.GetString(value.Value.Span)} {value.Created} {value.Modified}";

    private static string Describe(CommitResult result) => result switch
    {
        CommitResult.Success success => $"{success.Revision}",
        CommitResult.Conflict conflict => $"conflict {string.Join(", ", conflict.Current.Select(Describe))}",
        _ => throw new InvalidOperationException(),
    };

    private static string Describe(RangeResult range) => $"{range.Revision} {range.HasMore} {string.Join(", ", range.Values.Select(Describe))}";

    private static async Task PutAllAsync(MemoryObjectStore store, int count, string value)
    {
        for (var i = 0; i < count; i++)
        {
            await store.CommitAsync(new Commit([], [new StoreOperation.Put($"/{i}", Bytes(value))]), default);
        }
    }

    private static async Task AssertOldestAsync(MemoryObjectStore store, long oldest, long newest)
    {
        Assert.Equal(oldest, (await store.RangeAsync(new RangeQuery { Prefix = "/", At = new Revision(oldest) }, default)).Values.Count);
        var refused = await Assert.ThrowsAsync<RevisionCompactedException>(
            async () => await store.RangeAsync(new RangeQuery { Prefix = "/", At = new Revision(oldest - 1) }, default));
        Assert.Equal(oldest, refused.Oldest.Value);
        Assert.Equal(newest, (await store.RangeAsync(new RangeQuery { Prefix = "/" }, default)).Values.Count);
        await using var watch = store.WatchAsync("/", new Revision(oldest + 1), default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(oldest + 1, watch.Current.Revision.Value);
    }
}
