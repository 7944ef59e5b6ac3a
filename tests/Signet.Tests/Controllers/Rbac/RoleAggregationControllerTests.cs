using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Server.Controllers.Rbac;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers.Rbac;

/// <summary>Aggregated roles have the rules of their sources at the commit. Failed commits are repeated.</summary>
public sealed class RoleAggregationControllerTests
{
    private const string Labels = """ "labels":{"gather":"yes"} """;
    private const string Secrets = """ "rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}] """;
    private const string Gathers = """ "rules":[],"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"gather":"yes"}}]} """;

    [Fact]
    public async Task Aggregate_RuleRemovedFromASourceBeforeTheCommit_IsNeverGranted()
    {
        await using var stage = await ControllerStage.StartAsync();
        var source = await stage.MakeAsync(KubernetesKinds.ClusterRoles, "source", Secrets, Labels);
        await stage.MakeAsync(KubernetesKinds.ClusterRoles, "gathers", Gathers);
        var watch = stage.Cache[KubernetesKinds.ClusterRoles].Watch(stage.Cache[KubernetesKinds.ClusterRoles].Snapshot.Revision)!;
        var hasRun = stage.Store.Before(
            operation => operation.Key.EndsWith("/gathers", StringComparison.Ordinal),
            () => stage.ChangeAsync(
                source, role => role.Root["rules"] = JsonNode.Parse("""[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]""")));

        await RunUntilAsync(stage, () => ResourcesOf(stage, "gathers") is ["pods"]);

        Assert.True(hasRun());
        while (watch.TryRead(out var change, out _))
        {
            Assert.DoesNotContain("secrets", ResourcesOf(ObjectDocument.From(change!.Object)));
        }
    }

    /// <summary>An administrator removes the selectors during the aggregation.</summary>
    [Fact]
    public async Task Aggregate_SelectorsRemovedBeforeTheCommit_KeepsTheRules()
    {
        await using var stage = await ControllerStage.StartAsync();
        await stage.MakeAsync(KubernetesKinds.ClusterRoles, "source", Secrets, Labels);
        var role = await stage.MakeAsync(KubernetesKinds.ClusterRoles, "gathers", Gathers);
        var hasRun = stage.Store.Before(
            operation => operation.Key.EndsWith("/gathers", StringComparison.Ordinal),
            () => stage.ChangeAsync(role, document => document.Root.Remove("aggregationRule")));

        await RunUntilAsync(stage, hasRun);

        Assert.Empty(ResourcesOf(stage, "gathers"));
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Aggregate_StoreWithFaults_HasTheSameResult(CommitFate fate)
    {
        await using var stage = await ControllerStage.StartAsync();
        await stage.MakeAsync(KubernetesKinds.ClusterRoles, "source", Secrets, Labels);
        string[] names = ["a", "b", "c"];
        foreach (var name in names)
        {
            await stage.MakeAsync(KubernetesKinds.ClusterRoles, name, Gathers);
        }

        stage.Disturb(fate);

        await RunUntilAsync(stage, () => Array.TrueForAll(names, name => ResourcesOf(stage, name) is ["secrets"]));
    }

    private static async Task RunUntilAsync(ControllerStage stage, Func<bool> isSo)
    {
        var controller = new RoleAggregationController(stage.View, stage.Writer, stage.Time, NullLogger<RoleAggregationController>.Instance);
        await using var service = RunningService.Start(controller, stage.Time);
        await Patience.UntilAsync(
            () =>
            {
                stage.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(isSo());
            },
            "the rules are gathered");
    }

    private static string[] ResourcesOf(ControllerStage stage, string name) =>
        ResourcesOf(ObjectDocument.From(stage.Cache[KubernetesKinds.ClusterRoles].Find(new ObjectKey("", name))!));

    private static string[] ResourcesOf(ObjectDocument role) => role.Metadata.Name == "source"
        ? []
        : [.. (role.Root.GetList("rules") ?? []).SelectMany(rule => rule!["resources"]!.AsArray()).Select(resource => (string)resource!)];
}
