using System.Text.Json.Nodes;
using Signet.Core.Access.Rbac;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Server.Controllers.Namespaces;
using Signet.Server.Controllers.Rbac;
using Signet.Testing;

namespace Signet.Tests.Controllers.Rbac;

/// <summary>The roles and bindings that a start creates and repairs.</summary>
public sealed class BootstrapPolicyControllerTests
{
    private const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    [Fact]
    public async Task Start_PublicInfoViewerDeletedAndDiscoveryRestricted_IsCreatedFromDiscovery()
    {
        await using var stage = await StartedAsync();
        await RestrictAsync(stage, "alice", autoUpdate: "false");
        await stage.DeleteAsync(Binding(stage, "system:public-info-viewer"));

        await StartAsync(stage);

        Assert.Equal(["alice"], SubjectsOf(stage, "system:public-info-viewer"));
        var made = stage.Find(Binding(stage, "system:public-info-viewer"))!;
        Assert.Equal("system:public-info-viewer", made.EnsureSection("roleRef").GetString("name"));
        Assert.Equal("mine", made.Metadata.Labels!.GetString("kept"));
        Assert.Equal("false", made.Metadata.Annotations!.GetString(AutoUpdate));
        Assert.Equal(["alice"], SubjectsOf(stage, "system:discovery"));
    }

    /// <summary>As in Kubernetes: without the annotation, missing subjects are added again, here as in <c>system:discovery</c>.</summary>
    [Fact]
    public async Task Start_DiscoveryRestrictedButUpdated_BothGetTheirSubjectsBack()
    {
        await using var stage = await StartedAsync();
        await RestrictAsync(stage, "alice", autoUpdate: "true");
        await stage.DeleteAsync(Binding(stage, "system:public-info-viewer"));

        await StartAsync(stage);

        Assert.Equal(["alice", "system:authenticated", "system:unauthenticated"], SubjectsOf(stage, "system:public-info-viewer"));
        Assert.Equal(["alice", "system:authenticated"], SubjectsOf(stage, "system:discovery"));
    }

    [Fact]
    public async Task Start_BothDeleted_BothAreCreatedFromThePolicy()
    {
        await using var stage = await StartedAsync();
        await stage.DeleteAsync(Binding(stage, "system:discovery"));
        await stage.DeleteAsync(Binding(stage, "system:public-info-viewer"));

        await StartAsync(stage);

        Assert.Equal(["system:authenticated", "system:unauthenticated"], SubjectsOf(stage, "system:public-info-viewer"));
        Assert.Equal(["system:authenticated"], SubjectsOf(stage, "system:discovery"));
    }

    /// <summary>Another replica already serves, and an administrator restricts the source at that moment.</summary>
    [Fact]
    public async Task Start_DiscoveryRestrictedBeforeTheCommit_UsesTheNewSubjects()
    {
        await using var stage = await StartedAsync();
        await stage.DeleteAsync(Binding(stage, "system:public-info-viewer"));
        var hasRun = stage.Store.Before(
            operation => operation.Key.EndsWith("system:public-info-viewer", StringComparison.Ordinal), () => RestrictAsync(stage, "alice", autoUpdate: "false"));

        await StartAsync(stage);

        Assert.True(hasRun());
        Assert.Equal(["alice"], SubjectsOf(stage, "system:public-info-viewer"));
    }

    /// <summary>A failed start is repeated by the process supervisor.</summary>
    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Start_StoreWithFaults_ALaterStartCompletes(CommitFate fate)
    {
        await using var stage = await ControllerStage.StartAsync();
        stage.Disturb(fate);

        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    await StartAsync(stage);
                    await new SystemNamespaces(stage.View, stage.Writer, stage.Time).PrepareAsync(default);
                    return true;
                }
                catch (StoreUnavailableException)
                {
                    await stage.SettleAsync();
                    return false;
                }
            },
            "a start succeeds");

        Assert.All(BootstrapPolicy.Objects, entry => Assert.NotNull(stage.Cache[entry.Resource].Find(entry.Document.Key)));
        Assert.NotNull(stage.Cache[KubernetesKinds.Namespaces].Find(new ObjectKey("", "kube-system")));
    }

    private static async Task<ControllerStage> StartedAsync()
    {
        var stage = await ControllerStage.StartAsync();
        await StartAsync(stage);
        return stage;
    }

    private static Task StartAsync(ControllerStage stage) =>
        new BootstrapPolicyController(stage.View, stage.Writer, stage.Time).PrepareAsync(default);

    private static Task RestrictAsync(ControllerStage stage, string user, string autoUpdate) => stage.ChangeAsync(
        Binding(stage, "system:discovery"),
        binding =>
        {
            binding.Root["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "User", ["name"] = user });
            binding.Metadata.Node.EnsureObject("annotations")[AutoUpdate] = autoUpdate;
            binding.Metadata.Node.EnsureObject("labels")["kept"] = "mine";
        });

    private static OwnedObject Binding(ControllerStage stage, string name)
    {
        var key = new ObjectKey("", name);
        return new OwnedObject(KubernetesKinds.ClusterRoleBindings, key, stage.Cache[KubernetesKinds.ClusterRoleBindings].Find(key)!.Uid);
    }

    private static string[] SubjectsOf(ControllerStage stage, string name) =>
        [.. stage.Find(Binding(stage, name))!.Root.GetList("subjects")!.Select(subject => (string)subject!["name"]!)];
}
