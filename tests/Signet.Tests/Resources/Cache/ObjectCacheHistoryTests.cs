using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>Records that follow the store with the cache, and a store whose history is replaced.</summary>
public sealed class ObjectCacheHistoryTests : IAsyncDisposable
{
    private const string Record = "/signet/record";
    private readonly ReplaceableStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    private readonly RecordObserver _record = new();
    private readonly ObjectCache _cache;
    private readonly CancellationTokenSource _stop = new();

    public ObjectCacheHistoryTests()
    {
        _cache = new ObjectCache(_store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        _cache.Observe(_record);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Record_EachState_IsUsedBeforeItsRevisionIsReached()
    {
        await PutAsync(_store, Record, "0");
        await _cache.LoadAsync(Cancellation);
        Assert.Equal(["0"], _record.Used);
        var running = _cache.RunAsync(_stop.Token);
        for (var i = 1; i <= 50; i++)
        {
            var revision = await PutAsync(_store, Record, $"{i}");
            await _cache.WaitForAsync(revision, Cancellation);
            Assert.Equal($"{i}", _record.Used[^1]);
        }

        await PutAsync(_store, "/signet/other", "x");
        var last = await PutAsync(_store, "/registry/secrets/ns/a", Secret("a"));
        await _cache.WaitForAsync(last, Cancellation);
        Assert.Equal(51, _record.Used.Count);
        Assert.False(running.IsCompleted);
    }

    /// <summary>
    /// Between the two histories nothing is confirmed, also while the new one cannot be read: its revisions are smaller than those of the cache.
    /// </summary>
    [Fact]
    public async Task HistoryReplaced_NewOneCannotBeReadAtOnce_NothingOfTheFormerOneIsConfirmed()
    {
        await PutAsync(_store, Record, "former");
        for (var i = 0; i < 10; i++)
        {
            await PutAsync(_store, "/registry/secrets/ns/former", Secret("former"));
        }

        await _cache.LoadAsync(Cancellation);
        var next = new MemoryObjectStore(new MemoryObjectStoreOptions());
        await PutAsync(next, Record, "next");
        var newest = await PutAsync(next, "/registry/secrets/ns/next", Secret("next"));
        Assert.True(newest < _cache.Revision);
        _store.FailingReads = 1;
        var running = _cache.RunAsync(_stop.Token);

        _store.Replace(next);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => running);
        Assert.Equal(Revision.Zero, _cache.Revision);
        Assert.Equal(newest, await _store.GetRevisionAsync(Cancellation));
        Assert.True(_record.IsOtherHistory);
        var waiting = _cache.WaitForAsync(newest, Cancellation);
        Assert.False(waiting.IsCompleted);
        running = _cache.RunAsync(_stop.Token);
        await waiting;
        Assert.Equal(["next"], _cache[KubernetesKinds.Secrets].Snapshot.All.Select(found => found.Key.Name));
        Assert.Equal(["former", "next"], _record.Used);
        await _cache.WaitForAsync(await PutAsync(_store, Record, "last"), Cancellation);
        Assert.Equal("last", _record.Used[^1]);
        Assert.False(running.IsCompleted);
    }

    private static async Task<Revision> PutAsync(IObjectStore store, string key, string value) => Assert.IsType<CommitResult.Success>(
        await store.CommitAsync(new Commit([], [new StoreOperation.Put(key, Encoding.UTF8.GetBytes(value))]), Cancellation)).Revision;

    private static string Secret(string name) =>
        $$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"ns","uid":"{{{name}}}"}}""";

    private sealed class RecordObserver : IRecordObserver
    {
        private volatile bool _isOtherHistory;

        public string Key => Record;

        public List<string?> Used { get; } = [];

        public bool IsOtherHistory => _isOtherHistory;

        public void Use(StoredValue? value) => Used.Add(value is null ? null : Encoding.UTF8.GetString(value.Value.Span));

        public void BeginHistory() => _isOtherHistory = true;
    }
}
