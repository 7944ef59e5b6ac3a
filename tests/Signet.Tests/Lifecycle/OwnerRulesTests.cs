using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Testing;

namespace Signet.Tests.Lifecycle;

public sealed class OwnerRulesTests : IAsyncDisposable
{
    private const string Foreground = ",\"deletionTimestamp\":\"2026-11-29T09:00:00Z\",\"finalizers\":[\"foregroundDeletion\"]";
    private readonly RunningCache _running = RunningCache.Start();
    private readonly OwnerRules _rules;

    public OwnerRulesTests() => _rules = new OwnerRules(_running.View, ServedKinds.Registry);

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Decide_AllOwnersExist_KeepsTheObject()
    {
        await PutOwnerAsync("a", "a-uid");

        Assert.IsType<CollectionStep.Keep>(await DecideAsync(Reference("a", "a-uid")));
    }

    [Fact]
    public async Task Decide_SomeOwnersExist_RemovesTheReferencesToTheOthers()
    {
        await PutOwnerAsync("a", "a-uid");
        await PutOwnerAsync("recreated", "other-uid");

        var step = Assert.IsType<CollectionStep.RemoveOwners>(
            await DecideAsync(Reference("a", "a-uid"), Reference("gone", "gone-uid"), Reference("recreated", "recreated-uid")));

        Assert.Equal(["gone-uid", "recreated-uid"], step.Uids.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("apps/v1", "Deployment")]
    [InlineData("v1", "Unheard")]
    public async Task Decide_OwnerOfAKindThatIsNotServed_KeepsTheObject(string version, string kind) =>
        Assert.IsType<CollectionStep.Keep>(await DecideAsync(
            Reference("gone", "gone-uid"), $$"""{"apiVersion":"{{version}}","kind":"{{kind}}","name":"x","uid":"x-uid"}"""));

    [Theory]
    [InlineData("", "Background")]
    [InlineData(",\"finalizers\":[\"orphan\"]", "Orphan")]
    [InlineData(",\"finalizers\":[\"foregroundDeletion\"]", "Foreground")]
    public async Task Decide_NoOwnerExists_DeletesByTheFinalizersAndGuardsTheOwners(string metadata, string policy)
    {
        var step = Assert.IsType<CollectionStep.Delete>(await DecideAsync([Reference("gone", "gone-uid")], metadata));

        Assert.Equal(policy, step.Propagation.ToString());
        var guard = Assert.Single(step.Guards);
        Assert.Equal(("/registry/configmaps/ns/gone", 0L), (guard.Key, guard.Modified.Value));
    }

    [Fact]
    public async Task Decide_OwnerWaitsAndObjectHasDependents_DeletesInTheForeground()
    {
        await PutOwnerAsync("a", "a-uid", Foreground);
        await PutOwnerAsync("dependent", "dependent-uid");

        var step = Assert.IsType<CollectionStep.Delete>(await DecideAsync(
            [Reference("a", "a-uid", blocks: true)], "", new OwnedObject(KubernetesKinds.ConfigMaps, new ObjectKey("ns", "dependent"), "dependent-uid")));

        Assert.Equal(PropagationPolicy.Foreground, step.Propagation);
    }

    /// <summary>Owner and object wait for each other's deletion.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decide_OwnerWaitsAndADependentWaitsToo_UnblocksReferencesThatBlock(bool blocks)
    {
        await PutOwnerAsync("a", "a-uid", Foreground);

        var step = await DecideAsync(
            [Reference("a", "a-uid", blocks)], "", new OwnedObject(KubernetesKinds.ConfigMaps, new ObjectKey("ns", "a"), "a-uid"));

        Assert.Equal(blocks, step is CollectionStep.UnblockOwners);
        Assert.Equal(!blocks, step is CollectionStep.Delete { Propagation: PropagationPolicy.Foreground });
    }

    private static string Reference(string name, string uid, bool blocks = false) =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","name":"{{name}}","uid":"{{uid}}","blockOwnerDeletion":{{(blocks ? "true" : "false")}}}""";

    private Task<Revision> PutOwnerAsync(string name, string uid, string metadata = "") =>
        _running.PutAsync(KubernetesKinds.ConfigMaps, "ns", name, uid, moreMetadata: metadata);

    private Task<CollectionStep> DecideAsync(params string[] references) => DecideAsync(references, "");

    private async Task<CollectionStep> DecideAsync(string[] references, string metadata, params OwnedObject[] dependents)
    {
        await _running.PutAsync(
            KubernetesKinds.Secrets, "ns", "owned", "owned-uid", moreMetadata: $",\"ownerReferences\":[{string.Join(',', references)}]{metadata}");
        var found = _running.View[KubernetesKinds.Secrets].Find(new ObjectKey("ns", "owned"))!;
        return _rules.Decide(new OwnedObject(KubernetesKinds.Secrets, found.Key, found.Uid), found, _ => dependents);
    }
}
