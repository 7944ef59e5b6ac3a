using System.Net;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Both paths of bindings. Admission sees the older one as the resource <c>bindings</c>, not as a new pod.</summary>
public sealed class BindingTests(RunningServer server)
{
    private const string Scheduled = """{"metadata":{"name":"NAME"},"target":{"name":"bind-n"}}""";

    [Theory]
    [InlineData("own-way", "/bindings", null)]
    [InlineData("new-way", "/pods/p/binding",
        "pods \"p\" is forbidden: unexpected pod subresource \"binding\", only 'status' and 'eviction' are allowed")]
    public async Task Create_NodeThatMayBind_OnlyPodsBindingIsRestrictedByNodeRestriction(string suffix, string way, string? refusal)
    {
        var path = await MakeNamespaceAsync("bind-" + suffix);
        await server.Admin.CreateAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/bind-{suffix}/roles",
            """{"metadata":{"name":"binder"},"rules":[{"apiGroups":[""],"resources":["bindings","pods/binding"],"verbs":["create"]}]}""");
        await server.Admin.CreateAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/bind-{suffix}/rolebindings",
            """{"metadata":{"name":"binder"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"binder"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"system:nodes"}]}""");
        using var node = new ApiClient(server.Server.CreateClient(asAdministrator: true));
        node.Http.DefaultRequestHeaders.Add("Impersonate-User", "system:node:bind-n");
        node.Http.DefaultRequestHeaders.Add("Impersonate-Group", "system:nodes");

        var answer = await node.PostAsync(path + way, Scheduled.Replace("NAME", "p", StringComparison.Ordinal));

        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.Code);
        Assert.Equal(refusal, (string?)answer.Json["message"]);
        Assert.Equal(refusal is null ? "bind-n" : null, (string?)(await server.Admin.GetAsync(path + "/pods/p")).Json["spec"]!["nodeName"]);
    }

    [Fact]
    public async Task Create_OlderPathInATerminatingNamespace_IsRefusedAsABinding()
    {
        var path = await MakeNamespaceAsync("bind-ends");
        await server.Admin.CreateAsync(path + "/configmaps", """{"metadata":{"name":"holds","finalizers":["example.test/a"]}}""");
        await server.Admin.DeleteAsync(path);

        var answer = await server.Admin.PostAsync(path + "/bindings", Scheduled.Replace("NAME", "p", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Code);
        Assert.Equal(
            "bindings \"p\" is forbidden: unable to create new content in namespace bind-ends because it is being terminated",
            (string?)answer.Json["message"]);
        await server.Admin.PatchAsync(path + "/configmaps/holds", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
    }

    /// <summary>A namespace with a pod that has no node yet.</summary>
    private async Task<string> MakeNamespaceAsync(string name)
    {
        var path = "/api/v1/namespaces/" + name;
        await server.Admin.CreateAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        await server.Admin.UntilFoundAsync(path + "/serviceaccounts/default");
        await server.Admin.CreateAsync(path + "/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x"}]}}""");
        return path;
    }
}
