using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Controllers.Namespaces;
using Signet.Server.Controllers.Owners;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers;

/// <summary>An object whose stored value cannot be read exists: controllers do not treat it as deleted.</summary>
public sealed class UnreadableContentTests
{
    [Fact]
    public async Task GarbageCollector_UnreadableOwner_KeepsItsDependents()
    {
        await using var stage = await ControllerStage.StartAsync();
        var owner = await stage.MakeAsync(KubernetesKinds.ConfigMaps, "owner");
        var dependent = await stage.MakeOwnedAsync(KubernetesKinds.Secrets, "dependent", owner);
        var collector = new GarbageCollector(
            stage.View, stage.Writer, ServedKinds.Registry, stage.Time, NullLogger<GarbageCollector>.Instance);
        await using var running = RunningService.Start(collector, stage.Time);

        await BreakAsync(stage, KubernetesKinds.ConfigMaps, "owner");
        await Patience.UntilAsync(() => Task.FromResult(collector.IsIdle(stage.Cache.Revision)), "the collector is idle");
        Assert.NotNull(stage.Find(dependent));

        await stage.Store.Inner.CommitAsync(new Commit([], [new StoreOperation.Delete("/registry/configmaps/ns/owner")]), default);
        await stage.SettleAsync();
        Assert.Equal(0, stage.View.Quarantine.Count);
    }

    [Fact]
    public async Task NamespaceDeletion_UnreadableContent_WaitsUntilItIsDeleted()
    {
        await using var stage = await ControllerStage.StartAsync();
        await stage.MakeAsync(KubernetesKinds.Secrets, "broken");
        await BreakAsync(stage, KubernetesKinds.Secrets, "broken");
        var key = new ObjectKey("", "ns");
        var ns = new OwnedObject(KubernetesKinds.Namespaces, key, stage.View[KubernetesKinds.Namespaces].Find(key)!.Uid);
        await stage.DeleteAsync(ns);
        var deletion = new NamespaceDeletion(stage.View, stage.Writer, ServedKinds.Registry, stage.Time);

        Assert.NotEqual(ReconcileResult.Done, await deletion.ContinueAsync(stage.View[KubernetesKinds.Namespaces].Find(key)!, default));

        Assert.Contains("1 secrets cannot be read", stage.Find(ns)!.Root.ToJsonString(), StringComparison.Ordinal);
        await stage.Store.Inner.CommitAsync(new Commit([], [new StoreOperation.Delete("/registry/secrets/ns/broken")]), default);
        await stage.SettleAsync();
        await Patience.UntilAsync(
            async () => stage.View[KubernetesKinds.Namespaces].Find(key) is not { } left ||
                await deletion.ContinueAsync(left, default) == ReconcileResult.Done,
            "the namespace ends");
        Assert.Null(stage.Find(ns));
    }

    private static async Task BreakAsync(ControllerStage stage, ResourceDefinition resource, string name)
    {
        var operation = new StoreOperation.Put(resource.StorageKey(new ObjectKey("ns", name)), Encoding.UTF8.GetBytes("{"));
        await stage.Store.Inner.CommitAsync(new Commit([], [operation]), default);
        await stage.SettleAsync();
    }
}
