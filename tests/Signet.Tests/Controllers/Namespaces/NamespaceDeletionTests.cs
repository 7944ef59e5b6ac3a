using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Controllers.Namespaces;
using Signet.Server.Controllers.TrustBundles;
using Signet.Testing;

namespace Signet.Tests.Controllers.Namespaces;

/// <summary>A namespace's deletion deletes pods first, reports what remains, and never deletes a recreated namespace.</summary>
public sealed class NamespaceDeletionTests
{
    private static readonly ObjectKey Key = new("", "ns");

    private static readonly ResourceDefinition[] Others =
    [
        KubernetesKinds.ServiceAccounts, KubernetesKinds.Secrets, KubernetesKinds.ConfigMaps, KubernetesKinds.Roles, KubernetesKinds.RoleBindings,
        KubernetesKinds.Leases,
    ];

    [Fact]
    public async Task Continue_WhileAPodRemains_DeletesNothingElse()
    {
        await using var stage = await ControllerStage.StartAsync();
        var others = await MakeOthersAsync(stage);
        var pod = await stage.MakePodAsync("p", "n", grace: 120);
        await DeleteNamespaceAsync(stage);

        Assert.False(await ContinueAsync(stage));

        Assert.Equal(120, stage.Find(pod)!.Metadata.DeletionGracePeriodSeconds);
        Assert.All(others, entry => Assert.False(stage.Find(entry)!.Metadata.IsBeingDeleted));
        Assert.Equal(
            """
            NamespaceDeletionDiscoveryFailure False ResourcesDiscovered All resources successfully discovered
            NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions All legacy kube types successfully parsed
            NamespaceDeletionContentFailure False ContentDeleted All content successfully deleted, may be waiting on finalization
            NamespaceContentRemaining True SomeResourcesRemain Some resources are remaining: pods. has 1 resource instances
            NamespaceFinalizersRemaining False ContentHasNoFinalizers All content-preserving finalizers finished
            """,
            Conditions(stage));

        // Its grace period is over, but no kubelet has reported its end: it may still run.
        stage.Time.Advance(TimeSpan.FromSeconds(121));
        Assert.False(await ContinueAsync(stage));

        Assert.NotNull(stage.Find(pod));
        Assert.All(others, entry => Assert.False(stage.Find(entry)!.Metadata.IsBeingDeleted));
        Assert.Contains(
            "NamespaceDeletionContentFailure True ContentDeletionFailed Failed to delete all resource types, 1 remaining: " +
            "unexpected items still remain in namespace: ns for gvr: /v1, Resource=pods",
            Conditions(stage));

        await stage.DeleteAsync(pod, grace: 0);
        await UntilEndedAsync(stage);
        Assert.All(others, entry => Assert.Null(stage.Find(entry)));
    }

    [Fact]
    public async Task Continue_PodHeldByAFinalizer_ReportsTheFinalizerAndNoFailure()
    {
        await using var stage = await ControllerStage.StartAsync();
        var secret = await stage.MakeAsync(KubernetesKinds.Secrets, "s");
        var pod = await stage.MakePodAsync("p", "", moreMetadata: "\"finalizers\":[\"example.test/hold\"]");
        await DeleteNamespaceAsync(stage);
        stage.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.False(await ContinueAsync(stage));

        var conditions = Conditions(stage);
        Assert.Contains("NamespaceDeletionContentFailure False ContentDeleted", conditions);
        Assert.Contains("Some content in the namespace has finalizers remaining: example.test/hold in 1 resource instances", conditions);
        Assert.False(stage.Find(secret)!.Metadata.IsBeingDeleted);
        await stage.ChangeAsync(pod, document => document.Metadata.Finalizers = []);
        await UntilEndedAsync(stage);
    }

    /// <summary>After the content was read, the namespace is deleted, recreated and deleted again, with content that has not been read.</summary>
    [Fact]
    public async Task Continue_NamespaceRecreatedBeforeTheCommit_IsNotDeleted()
    {
        await using var stage = await ControllerStage.StartAsync();
        await DeleteNamespaceAsync(stage);
        var hasRun = stage.Store.Before(
            operation => operation.Key == KubernetesKinds.Namespaces.StorageKey(Key),
            async () =>
            {
                await stage.ChangeAsync(Namespace(stage), document => document.EnsureSection("spec").SetStrings("finalizers", []));
                Assert.Null(stage.Cache[KubernetesKinds.Namespaces].Find(Key));
                await stage.MakeAsync(KubernetesKinds.Namespaces, "ns");
                await stage.MakeAsync(KubernetesKinds.Secrets, "new");
                await DeleteNamespaceAsync(stage);
            });

        Assert.False(await ContinueAsync(stage));

        Assert.True(hasRun());
        Assert.Equal(["kubernetes"], ObjectDocument.From(stage.Cache[KubernetesKinds.Namespaces].Find(Key)!).EnsureSection("spec").GetStrings("finalizers"));
        Assert.NotNull(stage.Cache[KubernetesKinds.Secrets].Find(new ObjectKey("ns", "new")));
        await UntilEndedAsync(stage);
        Assert.Empty(stage.Cache[KubernetesKinds.Secrets].Snapshot.All);
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Continue_StoreWithFaults_HasTheSameResult(CommitFate fate)
    {
        await using var stage = await ControllerStage.StartAsync();
        var others = await MakeOthersAsync(stage);
        var pod = await stage.MakePodAsync("p", "n");
        await DeleteNamespaceAsync(stage);
        stage.Disturb(fate);

        await ContinueDisturbedAsync(stage);
        await stage.DeleteAsync(pod, grace: 0);
        await Patience.UntilAsync(() => ContinueDisturbedAsync(stage), "the namespace ends");

        Assert.Null(stage.Cache[KubernetesKinds.Namespaces].Find(Key));
        Assert.All(others, entry => Assert.Null(stage.Find(entry)));
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Ensure_StoreWithFaults_DefaultsExist(CommitFate fate)
    {
        await using var stage = await ControllerStage.StartAsync();
        var defaults = new DefaultServiceAccount(stage.View, stage.Writer, stage.Time);
        var bundle = new TrustBundle();
        bundle.Set("PEM");
        var certificates = new RootCertificates(stage.View, stage.Writer, bundle, stage.Time);
        var spoilt = await stage.MakeAsync(KubernetesKinds.ConfigMaps, RootCertificates.Name, "\"data\":{\"ca.crt\":\"other\"}");
        stage.Disturb(fate);

        await Patience.UntilAsync(() => TryAsync(stage, async () => await defaults.EnsureAsync("ns", default) is null), "the account is there");
        await Patience.UntilAsync(() => TryAsync(stage, async () => await certificates.EnsureAsync("ns", default) is null), "the certificates are there");

        Assert.NotNull(stage.Cache[KubernetesKinds.ServiceAccounts].Find(new ObjectKey("ns", "default")));
        Assert.Equal("PEM", stage.Find(spoilt)!.EnsureSection("data").GetString("ca.crt"));
    }

    /// <summary>The deletion of the namespace begins between the read and the commit.</summary>
    [Fact]
    public async Task Ensure_NamespaceDeletedBeforeTheCommit_CreatesNothing()
    {
        await using var stage = await ControllerStage.StartAsync();
        var defaults = new DefaultServiceAccount(stage.View, stage.Writer, stage.Time);
        var hasRun = stage.Store.Before(_ => true, () => DeleteNamespaceAsync(stage));

        Assert.Null(await defaults.EnsureAsync("ns", default));

        Assert.True(hasRun());
        Assert.Empty(stage.Cache[KubernetesKinds.ServiceAccounts].Snapshot.All);
    }

    private static async Task<OwnedObject[]> MakeOthersAsync(ControllerStage stage)
    {
        var made = new List<OwnedObject>();
        foreach (var resource in Others)
        {
            made.Add(await stage.MakeAsync(resource, "x", resource == KubernetesKinds.RoleBindings
                ? """ "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"x"} """
                : ""));
        }

        return [.. made];
    }

    private static OwnedObject Namespace(ControllerStage stage) =>
        new(KubernetesKinds.Namespaces, Key, stage.Cache[KubernetesKinds.Namespaces].Find(Key)!.Uid);

    private static Task DeleteNamespaceAsync(ControllerStage stage) => stage.DeleteAsync(Namespace(stage));

    private static async Task<bool> ContinueAsync(ControllerStage stage) =>
        stage.Cache[KubernetesKinds.Namespaces].Find(Key) is not { } ns ||
            await new NamespaceDeletion(stage.View, stage.Writer, ServedKinds.Registry, stage.Time).ContinueAsync(ns, default) == ReconcileResult.Done;

    private static Task<bool> ContinueDisturbedAsync(ControllerStage stage) => TryAsync(stage, async () => await ContinueAsync(stage));

    private static Task UntilEndedAsync(ControllerStage stage) => Patience.UntilAsync(
        async () => await ContinueAsync(stage) && stage.Cache[KubernetesKinds.Namespaces].Find(Key) is null, "the namespace ends");

    /// <summary>Repeats after a fault, as the reconciler does.</summary>
    private static async Task<bool> TryAsync(ControllerStage stage, Func<ValueTask<bool>> step)
    {
        try
        {
            return await step();
        }
        catch (StoreUnavailableException)
        {
            await stage.SettleAsync();
            return false;
        }
    }

    private static string Conditions(ControllerStage stage) => string.Join(
        '\n',
        ObjectDocument.From(stage.Cache[KubernetesKinds.Namespaces].Find(Key)!).EnsureSection("status").GetList("conditions")!
            .Select(one => $"{one!["type"]} {one["status"]} {one["reason"]} {one["message"]}"));
}
