using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Xunit;

namespace Signet.Testing;

/// <summary>A real store, the object cache over it, and the loop that updates the cache. A write returns when the cache has it.</summary>
internal sealed class RunningCache : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;

    private RunningCache(Func<string, IObjectStore> open, ResourceRegistry registry, ObjectCacheOptions options)
    {
        Store = open(_folder.File("store.db"));
        Cache = new ObjectCache(Store, registry, options, Time);
        View = new ObjectView(Cache, Store, new FreshnessOptions(), Time);
        _following = FollowAsync();
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public IObjectStore Store { get; }

    public ObjectCache Cache { get; }

    public ObjectView View { get; }

    /// <summary>Starts an empty cache.</summary>
    public static RunningCache Start(ObjectCacheOptions? options = null, ResourceRegistry? registry = null) =>
        new(OpenStore, registry ?? ServedKinds.Registry, options ?? new ObjectCacheOptions());

    /// <summary>Starts an empty cache over an <see cref="InterceptedStore"/>.</summary>
    public static RunningCache StartIntercepted() => new(
        path => new InterceptedStore(OpenStore(path)), ServedKinds.Registry, new ObjectCacheOptions());

    /// <summary>Starts an empty cache over a <see cref="LaggingStore"/>.</summary>
    public static RunningCache StartLagging(bool isExclusive) => new(
        path => new LaggingStore(OpenStore(path), isExclusive), ServedKinds.Registry, new ObjectCacheOptions());

    /// <summary>Puts an object; <paramref name="more"/> are members after the metadata: <c>,"spec":{…}</c>.</summary>
    public Task<Revision> PutAsync(ResourceDefinition resource, string ns, string name, string uid, string more = "", string moreMetadata = "") =>
        CommitAsync(new StoreOperation.Put(resource.StorageKey(new ObjectKey(ns, name)), Encoding.UTF8.GetBytes(
            $$"""{"kind":"{{resource.Kind.Kind}}","apiVersion":"{{resource.Kind.ApiVersion}}","metadata":{"name":"{{name}}"{{(ns.Length == 0 ? "" : $",\"namespace\":\"{ns}\"")}},"uid":"{{uid}}"{{moreMetadata}}}{{more}}}""")));

    public Task<Revision> DeleteAsync(ResourceDefinition resource, string ns, string name) =>
        CommitAsync(new StoreOperation.Delete(resource.StorageKey(new ObjectKey(ns, name))));

    public async Task<Revision> CommitAsync(params StoreOperation[] operations)
    {
        var result = await Store.CommitAsync(new Commit([], operations), CancellationToken.None);
        var revision = Assert.IsType<CommitResult.Success>(result).Revision;
        await Cache.WaitForAsync(revision, CancellationToken.None);
        return revision;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await Store.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static SqliteObjectStore OpenStore(string path) => SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = path });

    private async Task FollowAsync()
    {
        try
        {
            await Cache.LoadAsync(_stop.Token);
            await Cache.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
