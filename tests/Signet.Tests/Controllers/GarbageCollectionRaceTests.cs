using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Lifecycle;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Controllers.Owners;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers;

/// <summary>When the objects of a decision change before the commit, the object is examined again. Failed commits are repeated.</summary>
public sealed class GarbageCollectionRaceTests
{
    [Fact]
    public async Task Collect_LivingOwnerAddedBeforeTheCommit_Stays()
    {
        await using var stage = await ControllerStage.StartAsync();
        var living = await stage.MakeAsync(KubernetesKinds.Secrets, "living");
        var dependent = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "dependent", ControllerStage.Gone);
        var hasRun = stage.Store.Before(DeletesOf(stage, dependent), () => stage.SetOwnersAsync(dependent, ControllerStage.Gone, living));

        await CollectAsync(stage);

        Assert.True(hasRun());
        Assert.Equal(["living"], stage.OwnersOf(dependent));
    }

    [Fact]
    public async Task Collect_OwnersRemovedBeforeTheCommit_Stays()
    {
        await using var stage = await ControllerStage.StartAsync();
        var dependent = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "dependent", ControllerStage.Gone);
        var hasRun = stage.Store.Before(DeletesOf(stage, dependent), () => stage.SetOwnersAsync(dependent));

        await CollectAsync(stage);

        Assert.True(hasRun());
        Assert.NotNull(stage.Find(dependent));
    }

    /// <summary>The owner waits for its dependents, and is then deleted with the policy Orphan: they stay.</summary>
    [Fact]
    public async Task Collect_OwnerOrphansItsDependentsBeforeTheCommit_DependentsStay()
    {
        await using var stage = await ControllerStage.StartAsync();
        var owner = await stage.MakeAsync(KubernetesKinds.Secrets, "owner");
        var dependent = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "dependent", owner);
        await stage.DeleteAsync(owner, PropagationPolicy.Foreground);
        var hasRun = stage.Store.Before(DeletesOf(stage, dependent), () => stage.DeleteAsync(owner, PropagationPolicy.Orphan));

        await CollectAsync(stage);

        Assert.True(hasRun());
        Assert.Null(stage.Find(owner));
        Assert.Empty(stage.OwnersOf(dependent));
        Assert.NotNull(stage.Find(dependent));
    }

    [Fact]
    public async Task Orphan_AnotherPolicyBeforeTheDependentIsChanged_IsDeletedWithItsOwner()
    {
        await using var stage = await ControllerStage.StartAsync();
        var owner = await stage.MakeAsync(KubernetesKinds.Secrets, "owner");
        var dependent = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "dependent", owner);
        await stage.DeleteAsync(owner, PropagationPolicy.Orphan);
        var hasRun = stage.Store.Before(
            operation => operation.Key == dependent.Resource.StorageKey(dependent.Key), () => stage.DeleteAsync(owner, PropagationPolicy.Foreground));

        await CollectAsync(stage);

        Assert.True(hasRun());
        Assert.Null(stage.Find(owner));
        Assert.Null(stage.Find(dependent));
    }

    /// <summary>One of two owners is deleted. Before its reference is removed, a client removes the other one.</summary>
    [Fact]
    public async Task RemoveOwners_OtherReferenceRemovedBeforeTheCommit_DeletesTheObject()
    {
        await using var stage = await ControllerStage.StartAsync();
        var living = await stage.MakeAsync(KubernetesKinds.Secrets, "living");
        var dependent = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "dependent", ControllerStage.Gone, living);
        var hasRun = stage.Store.Before(
            operation => operation.Key == dependent.Resource.StorageKey(dependent.Key), () => stage.SetOwnersAsync(dependent, ControllerStage.Gone));

        await CollectAsync(stage);

        Assert.True(hasRun());
        Assert.Null(stage.Find(dependent));
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Collect_StoreWithFaults_HasTheSameResult(CommitFate fate)
    {
        await using var stage = await ControllerStage.StartAsync();
        var foreground = await stage.MakeAsync(KubernetesKinds.Secrets, "foreground");
        var orphaning = await stage.MakeAsync(KubernetesKinds.Secrets, "orphaning");
        var child = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "child", foreground);
        var grandchild = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "grandchild", child, ControllerStage.Gone);
        var orphan = await stage.MakeOwnedAsync(KubernetesKinds.ConfigMaps, "orphan", orphaning);
        var stray = await stage.MakeOwnedAsync(KubernetesKinds.ServiceAccounts, "stray", ControllerStage.Gone);
        await stage.DeleteAsync(foreground, PropagationPolicy.Foreground);
        await stage.DeleteAsync(orphaning, PropagationPolicy.Orphan);
        stage.Disturb(fate);

        await CollectAsync(stage);

        Assert.All([foreground, orphaning, child, grandchild, stray], entry => Assert.Null(stage.Find(entry)));
        Assert.NotNull(stage.Find(orphan));
        Assert.Empty(stage.OwnersOf(orphan));
    }

    private static Predicate<StoreOperation> DeletesOf(ControllerStage stage, OwnedObject entry)
    {
        // The last step of a deletion, or the mark that begins one.
        var key = entry.Resource.StorageKey(entry.Key);
        return operation => operation.Key == key &&
            (operation is StoreOperation.Delete || stage.Find(entry)?.Metadata.IsBeingDeleted == false);
    }

    /// <summary>Runs a collector until it is idle.</summary>
    private static async Task CollectAsync(ControllerStage stage)
    {
        var collector = new GarbageCollector(
            stage.View, stage.Writer, ServedKinds.Registry, stage.Time, NullLogger<GarbageCollector>.Instance);
        await using var service = RunningService.Start(collector, stage.Time);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await stage.SettleAsync();
            var revision = stage.Cache.Revision;
            if (collector.IsIdle(revision) && await stage.Store.GetRevisionAsync(default) == revision && collector.IsIdle(revision))
            {
                break;
            }

            Assert.True(waited.Elapsed < Patience.Limit, "the collector does not come to rest");

            // Retries wait by this clock.
            stage.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
