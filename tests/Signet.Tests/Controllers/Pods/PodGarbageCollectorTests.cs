using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Access.Nodes;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Controllers.Pods;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers.Pods;

/// <summary>Which pods without a kubelet are deleted, when, and how.</summary>
public sealed class PodGarbageCollectorTests
{
    private const string Ready = """ "status":{"conditions":[{"type":"Ready","status":"False"}]} """;
    private const string OutOfService = """ "spec":{"taints":[{"key":"node.kubernetes.io/out-of-service","effect":"NoExecute"}]} """;
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Collect_NodeMissingForTheQuarantine_SetsFailedAndDeletesThePod()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", "missing");
        var unbound = await stage.MakePodAsync("unbound", "");
        var watch = stage.Cache[KubernetesKinds.Pods].Watch(stage.Cache[KubernetesKinds.Pods].Snapshot.Revision)!;
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine - Moment);
        await CollectAsync(collector);
        Assert.NotNull(stage.Find(pod));

        stage.Time.Advance(Moment);
        await CollectAsync(collector);

        Assert.Null(stage.Find(pod));
        Assert.NotNull(stage.Find(unbound));
        Assert.True(watch.TryRead(out var marked, out _));
        var status = ObjectDocument.From(marked!.Object).EnsureSection("status");
        Assert.Equal("Failed", status.GetString("phase"));
        Assert.Equal(1, status.GetInteger("observedGeneration"));
        Assert.Equal(
            """[{"lastProbeTime":null,"lastTransitionTime":"2027-01-15T08:00:40Z","message":"PodGC: node no longer exists","observedGeneration":1,"reason":"DeletionByPodGC","status":"True","type":"DisruptionTarget"}]""",
            Sorted(status.GetList("conditions")!));
        ObjectEvent? last = null;
        while (watch.TryRead(out var next, out _))
        {
            last = next;
        }

        Assert.Equal(ObjectEventType.Deleted, last!.Type);
    }

    /// <summary>A pod that was bound just now has the whole quarantine.</summary>
    [Fact]
    public async Task Collect_SecondPodOfAMissingNode_HasAQuarantineOfItsOwn()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var first = await stage.MakePodAsync("first", "missing");
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine);
        var second = await stage.MakePodAsync("second", "missing");

        await CollectAsync(collector);

        Assert.Null(stage.Find(first));
        Assert.NotNull(stage.Find(second));
        stage.Time.Advance(Quarantine);
        await CollectAsync(collector);
        Assert.Null(stage.Find(second));
    }

    [Fact]
    public async Task Collect_NodeExistsDuringTheQuarantine_RestartsTheQuarantine()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", "n");
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine - Moment);
        var node = await stage.MakeAsync(KubernetesKinds.Nodes, "n", Ready);
        await CollectAsync(collector);
        await stage.DeleteAsync(node);

        stage.Time.Advance(Moment);
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine - Moment);
        await CollectAsync(collector);
        Assert.NotNull(stage.Find(pod));
        stage.Time.Advance(Moment);
        await CollectAsync(collector);

        Assert.Null(stage.Find(pod));
    }

    [Fact]
    public async Task Collect_NodeCreatedBeforeTheCommit_KeepsThePod()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", "n");
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine);
        var before = stage.Find(pod)!.Metadata.ResourceVersion;
        var hasRun = stage.Store.Before(_ => true, () => stage.MakeAsync(KubernetesKinds.Nodes, "n", Ready));

        await CollectAsync(collector);

        Assert.True(hasRun());
        Assert.Equal(before, stage.Find(pod)!.Metadata.ResourceVersion);
    }

    /// <summary>The node is created after the pod was set to Failed: the pod is not deleted.</summary>
    [Fact]
    public async Task Collect_NodeCreatedBetweenStatusAndDeletion_KeepsThePod()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", "n");
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine);
        var hasRun = stage.Store.Before(
            _ => stage.Find(pod)?.EnsureSection("status").GetString("phase") == "Failed", () => stage.MakeAsync(KubernetesKinds.Nodes, "n", Ready));

        await CollectAsync(collector);

        Assert.True(hasRun());
        Assert.False(stage.Find(pod)!.Metadata.IsBeingDeleted);
    }

    [Fact]
    public async Task Collect_TerminatingOnANodeWithoutKubelet_IsDeletedAQuarantineAfterItsGracePeriod()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        await stage.MakeAsync(KubernetesKinds.Nodes, "n");
        var pod = await stage.MakePodAsync("p", "n", grace: 30);
        var running = await stage.MakePodAsync("running", "n");
        await stage.DeleteAsync(pod);
        stage.Time.Advance(TimeSpan.FromSeconds(30) + Quarantine - Moment);
        await CollectAsync(collector);
        Assert.NotNull(stage.Find(pod));

        stage.Time.Advance(Moment);
        await CollectAsync(collector);

        Assert.Null(stage.Find(pod));
        Assert.NotNull(stage.Find(running));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Collect_TerminatingOnANodeThatHadAKubelet_Stays(bool hasLease)
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        await stage.MakeAsync(KubernetesKinds.Nodes, "n", hasLease ? "" : Ready);
        if (hasLease)
        {
            await MakeLeaseAsync(stage);
        }

        var pod = await stage.MakePodAsync("p", "n");
        await stage.DeleteAsync(pod);
        stage.Time.Advance(TimeSpan.FromHours(1));

        await CollectAsync(collector);

        Assert.Equal("Pending", stage.Find(pod)!.EnsureSection("status").GetString("phase"));
    }

    [Fact]
    public async Task Collect_KubeletRegistersBeforeTheCommit_KeepsThePod()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        await stage.MakeAsync(KubernetesKinds.Nodes, "n");
        var pod = await stage.MakePodAsync("p", "n");
        await stage.DeleteAsync(pod);
        stage.Time.Advance(TimeSpan.FromHours(1));
        var hasRun = stage.Store.Before(_ => true, () => MakeLeaseAsync(stage));

        await CollectAsync(collector);

        Assert.True(hasRun());
        Assert.Equal("Pending", stage.Find(pod)!.EnsureSection("status").GetString("phase"));
    }

    [Fact]
    public async Task Collect_TerminatingOnANodeOutOfService_IsDeletedAtOnce()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        await stage.MakeAsync(KubernetesKinds.Nodes, "n", $"{Ready},{OutOfService}");
        var pod = await stage.MakePodAsync("p", "n");
        var running = await stage.MakePodAsync("running", "n");
        await stage.DeleteAsync(pod);

        await CollectAsync(collector);

        Assert.Null(stage.Find(pod));
        Assert.NotNull(stage.Find(running));
    }

    [Fact]
    public async Task Collect_TerminatingAtTheMaximumTime_Stays()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        await stage.MakeAsync(KubernetesKinds.Nodes, "n");
        var pod = await stage.MakePodAsync("p", "n");
        await stage.DeleteAsync(pod, grace: long.MaxValue);

        await CollectAsync(collector);

        Assert.NotNull(stage.Find(pod));
    }

    [Fact]
    public async Task Collect_OrphanHeldByAFinalizer_IsDeletedWithoutTheFinalizer()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", "missing", moreMetadata: "\"finalizers\":[\"example.test/hold\"]");
        await CollectAsync(collector);
        stage.Time.Advance(Quarantine);
        await CollectAsync(collector);
        var held = stage.Find(pod)!.Metadata;
        await CollectAsync(collector);

        Assert.Equal(0, held.DeletionGracePeriodSeconds);
        Assert.Equal(held.ResourceVersion, stage.Find(pod)!.Metadata.ResourceVersion);
        await stage.ChangeAsync(pod, document => document.Metadata.Finalizers = []);
        Assert.Null(stage.Find(pod));
    }

    /// <summary>A deletion without a grace period has two commits, and the server ended between them.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("missing")]
    public async Task Collect_InterruptedDeletion_IsCompleted(string node)
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", node);
        stage.Store.Fate = commit => commit.Operations[0] is StoreOperation.Delete ? CommitFate.Failed : CommitFate.Made;
        var request = new DeleteRequest { Now = stage.Time.GetUtcNow(), GracePeriodSeconds = 0 };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stage.Writer.DeleteAsync(KubernetesKinds.Pods, pod.Key, request, default).AsTask());
        await stage.SettleAsync();
        Assert.True(stage.Find(pod)!.Metadata.IsBeingDeleted);
        stage.Store.Fate = null;

        await CollectAsync(collector);
        stage.Time.Advance(Quarantine);
        await CollectAsync(collector);

        Assert.Null(stage.Find(pod));
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Collect_StoreWithFaults_HasTheSameResult(CommitFate fate)
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pods = new List<OwnedObject>();
        for (var i = 0; i < 8; i++)
        {
            pods.Add(await stage.MakePodAsync($"p{i}", "missing"));
        }

        await CollectAsync(collector);
        stage.Time.Advance(Quarantine);
        stage.Disturb(fate);

        await Patience.UntilAsync(
            async () =>
            {
                await CollectAsync(collector);
                await stage.SettleAsync();
                return pods.TrueForAll(pod => stage.Find(pod) is null);
            },
            "all are gone");
    }

    [Fact]
    public async Task Collect_NoQuarantine_KeepsThePods()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage, TimeSpan.Zero);
        await stage.MakeAsync(KubernetesKinds.Nodes, "n");
        var orphan = await stage.MakePodAsync("orphan", "missing");
        var ending = await stage.MakePodAsync("ending", "n");
        await stage.DeleteAsync(ending);
        await CollectAsync(collector);
        stage.Time.Advance(TimeSpan.FromDays(1));

        await CollectAsync(collector);

        Assert.NotNull(stage.Find(orphan));
        Assert.NotNull(stage.Find(ending));
    }

    [Fact]
    public async Task Run_TimePasses_ExaminesPodsEveryInterval()
    {
        await using var stage = await ControllerStage.StartAsync();
        var collector = Collector(stage);
        var pod = await stage.MakePodAsync("p", "missing");
        await using var service = RunningService.Start(collector, stage.Time);

        await Patience.UntilAsync(
            () =>
            {
                stage.Time.Advance(new PodGarbageCollectorOptions(Quarantine).Interval);
                return Task.FromResult(stage.Find(pod) is null);
            },
            "the pod is gone");
    }

    private static async Task MakeLeaseAsync(ControllerStage stage)
    {
        await stage.MakeAsync(KubernetesKinds.Namespaces, NodeLeases.Namespace);
        await stage.MakeAsync(KubernetesKinds.Leases, "n", ns: NodeLeases.Namespace);
    }

    /// <summary>Examines all pods once, and tries every deletion once.</summary>
    private static async Task CollectAsync(PodGarbageCollector collector)
    {
        foreach (var key in collector.Examine())
        {
            try
            {
                await collector.ReconcileAsync(key, default);
            }
            catch (StoreUnavailableException)
            {
                // The reconciler would retry; these tests examine again.
            }
        }
    }

    private static PodGarbageCollector Collector(ControllerStage stage, TimeSpan? quarantine = null) => new(
        stage.View,
        new PodRemoval(stage.Writer, stage.Time),
        new PodGarbageCollectorOptions(quarantine ?? Quarantine),
        stage.Time,
        NullLogger<PodGarbageCollector>.Instance);

    private static string Sorted(JsonArray list) => new JsonArray([.. list.Select(node => (JsonNode)new JsonObject(
        node!.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))))])
        .ToJsonString();
}
