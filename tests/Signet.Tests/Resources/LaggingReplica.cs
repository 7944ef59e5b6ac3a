using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources;

/// <summary>
/// A view and a writer over a store that <see cref="PutElsewhereAsync"/> writes to like another replica; the watch can be held back. The
/// namespace <c>ns</c> exists.
/// </summary>
internal sealed class LaggingReplica : IAsyncDisposable
{
    private readonly RunningCache _running;

    private LaggingReplica(bool isExclusive)
    {
        _running = RunningCache.StartLagging(isExclusive);
        Writer = new ObjectWriter(View, Store, ServedKinds.Registry, new CountingUids(), Time);
        Lister = new ObjectLister(View);
    }

    public FakeTimeProvider Time => _running.Time;

    public LaggingStore Store => (LaggingStore)_running.Store;

    public ObjectView View => _running.View;

    public RunningCache Running => _running;

    public ObjectWriter Writer { get; }

    public ObjectLister Lister { get; }

    public static WriteRequest Request { get; } = new() { Now = DateTimeOffset.UnixEpoch };

    public static async Task<LaggingReplica> StartAsync(bool isExclusive = false)
    {
        var replica = new LaggingReplica(isExclusive);
        await replica._running.PutAsync(KubernetesKinds.Namespaces, "", "ns", "ns-uid");
        return replica;
    }

    /// <summary>Puts an object and waits until the cache has it.</summary>
    public Task<Revision> PutAsync(ResourceDefinition resource, string name, string uid, string more = "", string moreMetadata = "") =>
        _running.PutAsync(resource, resource.Namespaced ? "ns" : "", name, uid, more, moreMetadata);

    /// <summary>Puts an object like another replica: the cache gets it by its watch.</summary>
    public Task<Revision> PutElsewhereAsync(ResourceDefinition resource, string name, string uid, string more = "", string moreMetadata = "")
    {
        var ns = resource.Namespaced ? "\"namespace\":\"ns\"," : "";
        var json = $$"""{"kind":"{{resource.Kind.Kind}}","apiVersion":"{{resource.Kind.ApiVersion}}","metadata":{"name":"{{name}}",{{ns}}"uid":"{{uid}}"{{moreMetadata}}}{{more}}}""";
        return CommitElsewhereAsync(new StoreOperation.Put(KeyOf(resource, name), Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>Deletes an object like another replica.</summary>
    public Task<Revision> DeleteElsewhereAsync(ResourceDefinition resource, string name) =>
        CommitElsewhereAsync(new StoreOperation.Delete(KeyOf(resource, name)));

    /// <summary>Advances the clock until a task completes.</summary>
    public async Task RunClockAsync(Task task, TimeSpan step) => await Patience.UntilAsync(
        () =>
        {
            if (!task.IsCompleted)
            {
                Time.Advance(step);
            }

            return Task.FromResult(task.IsCompleted);
        },
        "the task is done");

    public ValueTask DisposeAsync()
    {
        Store.ReleaseWatch();
        Store.ReleaseRevision();
        return _running.DisposeAsync();
    }

    private async Task<Revision> CommitElsewhereAsync(StoreOperation operation) =>
        Assert.IsType<CommitResult.Success>(await Store.CommitAsync(new Commit([], [operation]), default)).Revision;

    private static string KeyOf(ResourceDefinition resource, string name) => resource.StorageKey(new ObjectKey(resource.Namespaced ? "ns" : "", name));
}
