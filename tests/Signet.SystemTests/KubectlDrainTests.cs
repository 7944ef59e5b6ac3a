using System.Net;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Operations that wait for the end of pods complete without kubelets.</summary>
public sealed class KubectlDrainTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/team/pods";
    private readonly TemporaryFolder _folder = new();
    private SignetProcess _server = null!;
    private ApiClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SignetProcess.ServeAsync(
            _folder.File("data"), "--log-level", "warning", "--signing-algorithm", "ES256", "--orphaned-pod-quarantine", "2s");
        _admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await _admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"team"}}""");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A pod of a daemon set, one of a replica set and one without an owner: drain ignores the first and waits for the others.</summary>
    [Theory]
    [InlineData("1.27")]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task Drain_NodeWithoutKubelet_Ends(string version)
    {
        var kubectl = Kubectl(version);
        await _admin.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"vm-1"}}""");
        await MakePodAsync("alone", "vm-1");
        await MakePodAsync("replica", "vm-1", "ReplicaSet");
        await MakePodAsync("daemon", "vm-1", "DaemonSet");
        await MakePodAsync("elsewhere", "vm-2");

        var output = await kubectl.RunAsync("drain", "vm-1", "--ignore-daemonsets", "--force", "--grace-period=1");

        Assert.Contains("node/vm-1 drained", output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync($"{Pods}/alone")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync($"{Pods}/replica")).Code);
        Assert.True((bool?)(await _admin.GetAsync("/api/v1/nodes/vm-1")).Json["spec"]!["unschedulable"]);
    }

    [Theory]
    [InlineData("vm-1")]
    [InlineData("missing")]
    public async Task DeleteNamespace_PodsWithoutKubelet_Ends(string node)
    {
        var kubectl = Kubectl("1.33");
        await _admin.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"vm-1"}}""");
        await MakePodAsync("p", node);

        await kubectl.RunAsync("delete", "namespace", "team");

        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync("/api/v1/namespaces/team")).Code);
    }

    private async Task MakePodAsync(string name, string node, string? owner = null)
    {
        var owners = owner is null
            ? ""
            : $$""","ownerReferences":[{"apiVersion":"apps/v1","kind":"{{owner}}","name":"o","uid":"7a1c2a8e-0000-4000-8000-000000000000","controller":true}]""";
        await _admin.CreateAsync(Pods, $$$"""
            {"metadata":{"name":"{{{name}}}"{{{owners}}}},"spec":{"nodeName":"{{{node}}}","terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"i"}]}}
            """);
    }

    private KubectlRunner Kubectl(string version) => KubectlRunner.Require(version, _server, _folder.Path);
}
