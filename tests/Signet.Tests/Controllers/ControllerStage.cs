using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Testing;

namespace Signet.Tests.Controllers;

/// <summary>
/// A namespace <c>ns</c> over a store whose commits can be intercepted. Controllers use <see cref="Writer"/>; <see cref="Clients"/> is
/// for all other writes and never intercepted.
/// </summary>
internal sealed class ControllerStage : IAsyncDisposable
{
    private readonly RunningCache _running = RunningCache.StartIntercepted();

    private ControllerStage()
    {
        var uids = new CountingUids();
        Writer = new ObjectWriter(View, Store, ServedKinds.Registry, uids, TimeProvider.System);
        Clients = new ObjectWriter(View, Store.Inner, ServedKinds.Registry, uids, TimeProvider.System);
    }

    public FakeTimeProvider Time => _running.Time;

    public InterceptedStore Store => (InterceptedStore)_running.Store;

    public ObjectCache Cache => _running.Cache;

    public ObjectView View => _running.View;

    public ObjectWriter Writer { get; }

    public ObjectWriter Clients { get; }

    public static async Task<ControllerStage> StartAsync()
    {
        var stage = new ControllerStage();
        await stage.MakeAsync(KubernetesKinds.Namespaces, "ns");
        return stage;
    }

    /// <summary>Creates an object; <paramref name="more"/> has further members: <c>"spec":{…}</c>.</summary>
    public async Task<OwnedObject> MakeAsync(ResourceDefinition resource, string name, string more = "", string moreMetadata = "", string ns = "ns")
    {
        var json = $$"""{"metadata":{"name":"{{name}}"{{(moreMetadata.Length == 0 ? "" : ",")}}{{moreMetadata}}}{{(more.Length == 0 ? "" : ",")}}{{more}}}""";
        var document = new ObjectDocument((JsonObject)JsonNode.Parse(json)!);
        document.Metadata.Namespace = resource.Namespaced ? ns : "";
        resource.Strategy.ApplyDefaults(document);
        var made = (await Clients.CreateAsync(resource, document, new WriteRequest { Now = Time.GetUtcNow() }, default)).Value;
        return new OwnedObject(resource, document.Key, made.Uid);
    }

    /// <summary>Creates an object with owners.</summary>
    public Task<OwnedObject> MakeOwnedAsync(ResourceDefinition resource, string name, params OwnedObject[] owners) =>
        MakeAsync(resource, name, moreMetadata: $"\"ownerReferences\":{References(owners)}");

    /// <summary>A secret that has been deleted.</summary>
    public static OwnedObject Gone { get; } = new(KubernetesKinds.Secrets, new ObjectKey("ns", "gone"), "gone");

    /// <summary>Creates a pod, bound to a node or not.</summary>
    public Task<OwnedObject> MakePodAsync(string name, string node, int grace = 30, string moreMetadata = "") => MakeAsync(
        KubernetesKinds.Pods,
        name,
        $$"""
        "spec":{"containers":[{"name":"c","image":"i"}],"terminationGracePeriodSeconds":{{grace}}{{(node.Length == 0 ? "" : $",\"nodeName\":\"{node}\"")}}}
        """,
        moreMetadata);

    /// <summary>Replaces the owners of an object.</summary>
    public Task SetOwnersAsync(OwnedObject entry, params OwnedObject[] owners) => ChangeAsync(
        entry, document => document.Metadata.Node["ownerReferences"] = JsonNode.Parse(References(owners)));

    /// <summary>Changes an object as a client.</summary>
    public async Task ChangeAsync(OwnedObject entry, Action<ObjectDocument> change)
    {
        var changed = await Clients.UpdateAsync(
            entry.Resource,
            entry.Key,
            document =>
            {
                change(document);
                return document;
            },
            UpdateScope.System,
            new WriteRequest { Now = Time.GetUtcNow() },
            default);
        Assert.True(changed.IsSuccess, changed.Error?.Message);
    }

    /// <summary>Deletes an object as a client.</summary>
    public async Task DeleteAsync(OwnedObject entry, PropagationPolicy policy = PropagationPolicy.Unspecified, long? grace = null)
    {
        var request = new DeleteRequest { Now = Time.GetUtcNow(), Propagation = policy, GracePeriodSeconds = grace };
        var deleted = await Clients.DeleteAsync(entry.Resource, entry.Key, request, default);
        Assert.True(deleted.IsSuccess, deleted.Error?.Message);
    }

    /// <summary>The object, or null when it does not exist.</summary>
    public ObjectDocument? Find(OwnedObject entry) =>
        Cache[entry.Resource].Find(entry.Key) is { } found && found.Uid == entry.Uid ? ObjectDocument.From(found) : null;

    /// <summary>The names of an object's owners.</summary>
    public string[] OwnersOf(OwnedObject entry) =>
        [.. (Find(entry)?.Metadata.OwnerReferences ?? []).Select(reference => (string)reference!["name"]!)];

    /// <summary>Waits until the cache has every commit, including those whose answer was lost.</summary>
    public async Task SettleAsync() => await Cache.WaitForAsync(await Store.GetRevisionAsync(default), default);

    /// <summary>Every other commit of the controllers, starting with the first, fails or loses its answer.</summary>
    public void Disturb(CommitFate fate)
    {
        var count = 0;
        Store.Fate = _ => Interlocked.Increment(ref count) % 2 == 1 ? fate : CommitFate.Made;
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    private static string References(OwnedObject[] owners) => new JsonArray([.. owners.Select(owner => (JsonNode)new JsonObject
    {
        ["apiVersion"] = owner.Resource.Kind.ApiVersion,
        ["kind"] = owner.Resource.Kind.Kind,
        ["name"] = owner.Key.Name,
        ["uid"] = owner.Uid,
        ["blockOwnerDeletion"] = true,
    })]).ToJsonString();
}
