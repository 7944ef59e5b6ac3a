using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;
using Signet.Testing.Kinds;
using static Signet.Tests.Serving.Groups.TestKindFixture;

namespace Signet.Tests.Serving.Groups;

/// <summary>Two groups with the same plural and kind share nothing: <c>pods</c> of Kubernetes and of <c>example.test</c>.</summary>
public sealed class SharedNameTests(TestKindFixture server) : IClassFixture<TestKindFixture>
{
    private const string Roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
    private const string Bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";

    [Fact]
    public async Task Objects_OfTheSameName_AreIndependent()
    {
        using var watch = await RunningWatch.BeginAsync(server.Admin.Http, CorePods + "?watch=true");
        await server.Admin.CreateAsync(OtherPods, """{"metadata":{"name":"s-twin"},"spec":{"owner":"me"}}""");
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetAsync(CorePods + "/s-twin")).Code);

        var pod = await server.Admin.CreateAsync(CorePods, """{"metadata":{"name":"s-twin"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        var other = await server.GetAsync(OtherPods + "/s-twin");
        Assert.Equal("example.test/v1", (string?)other["apiVersion"]);
        Assert.Equal("""{"owner":"me"}""", other["spec"]!.ToJsonString());
        Assert.NotEqual((string?)pod["metadata"]!["uid"], (string?)other["metadata"]!["uid"]);
        await server.Admin.DeleteAsync(OtherPods + "/s-twin");
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.GetAsync(CorePods + "/s-twin")).Code);
        await watch.UntilSaysAsync("s-twin");
        Assert.DoesNotContain("example.test/v1\"", watch.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_OfUids_NamesTheKeyOfTheGroup()
    {
        var other = await server.Admin.CreateAsync(OtherPods, """{"metadata":{"name":"s-key"}}""");
        other["metadata"]!["uid"] = "another";

        var refused = await server.Admin.PutAsync(OtherPods + "/s-key", other.ToJsonString());

        Assert.Equal(HttpStatusCode.Conflict, refused.Code);
        Assert.Contains("Key: /registry/example.test/pods/default/s-key,", (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_OfOneGroup_DoNotApplyToTheOther()
    {
        using var alice = server.Server.CreateUser(TestKindServer.AliceToken);
        await server.Admin.CreateAsync(Roles, """{"metadata":{"name":"s-role"},"rules":[{"apiGroups":["example.test"],"resources":["pods","widgets"],"verbs":["list","watch"]}]}""");
        await server.Admin.CreateAsync(
            Bindings, """{"metadata":{"name":"s-role"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"s-role"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"alice"}]}""");

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync(OtherPods)).Code);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync(Beta)).Code);
        Assert.Equal(
            "pods is forbidden: User \"alice\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
            (string?)(await alice.GetAsync(CorePods)).Json["message"]);
        var refused = await alice.PostAsync(Beta, """{"metadata":{"name":"s-refused"}}""");
        Assert.Equal(
            "widgets.example.test is forbidden: User \"alice\" cannot create resource \"widgets\" in API group \"example.test\" in the namespace \"default\"",
            (string?)refused.Json["message"]);
        Assert.Equal("example.test", (string?)refused.Json["details"]!["group"]);
    }

    [Fact]
    public async Task NodeRestriction_OfPods_DoesNotApplyToTheOtherGroup()
    {
        using var node = server.Server.CreateUser(TestKindServer.NodeToken);
        await server.Admin.CreateAsync(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles", """{"metadata":{"name":"s-node"},"rules":[{"apiGroups":["example.test",""],"resources":["pods"],"verbs":["create"]}]}""");
        await server.Admin.CreateAsync(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            """{"metadata":{"name":"s-node"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"s-node"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"system:node:n1"}]}""");

        var refused = await node.PostAsync(CorePods, """{"metadata":{"name":"s-plain"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        var created = await node.PostAsync(OtherPods, """{"metadata":{"name":"s-plain"}}""");

        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.Equal(HttpStatusCode.Created, created.Code);
    }

    [Theory]
    [InlineData("PUT", "/s-verbs")]
    [InlineData("PATCH", "/s-verbs")]
    [InlineData("DELETE", "")]
    public async Task Verbs_ThatAKindDoesNotHave_AreNotAllowed(string method, string path)
    {
        var refused = await server.Admin.SendAsync(new HttpMethod(method), IssuedTokens + path, "{}", method == "PATCH" ? "application/merge-patch+json" : "application/json");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.Code);
    }

    [Fact]
    public async Task Dependents_OfAnOwnerInANewGroup_AreDeletedWithIt()
    {
        var token = await server.Admin.CreateAsync(IssuedTokens, """{"metadata":{"name":"s-owner"},"spec":{"audience":"a"}}""");
        var widget = await server.Admin.CreateAsync(Stable, $$"""{"metadata":{"name":"s-owned","ownerReferences":[{{Reference(token, "tokens.signet.dev/v1alpha1")}}] } }""");

        // The reference has another version than the stored one.
        await server.Admin.CreateAsync(
            "/api/v1/namespaces/default/configmaps", $$"""{"metadata":{"name":"s-owned","ownerReferences":[{{Reference(widget, "example.test/v1beta1")}}] } }""");

        await server.Admin.DeleteAsync(IssuedTokens + "/s-owner");

        await server.Admin.UntilGoneAsync(Beta + "/s-owned");
        await server.Admin.UntilGoneAsync("/api/v1/namespaces/default/configmaps/s-owned");
    }

    [Fact]
    public async Task Namespaces_Deleted_DeleteTheirObjectsOfAllGroups()
    {
        await server.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"s-ending"}}""");
        await server.Admin.CreateAsync("/apis/example.test/v1beta1/namespaces/s-ending/widgets", """{"metadata":{"name":"w"}}""");
        await server.Admin.CreateAsync("/apis/example.test/v1/namespaces/s-ending/pods", """{"metadata":{"name":"p"}}""");

        await server.Admin.DeleteAsync("/api/v1/namespaces/s-ending");

        await server.Admin.UntilGoneAsync("/api/v1/namespaces/s-ending");
        Assert.DoesNotContain("s-ending", (await server.Admin.GetAsync("/apis/example.test/v1/widgets")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("s-ending", (await server.Admin.GetAsync("/apis/example.test/v1/pods")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_OfARequest_NamesItsGroupAndVersion()
    {
        await server.CreateBetaAsync("s-audited", """{"size":1}""");

        JsonNode? reference = null;
        await Patience.UntilAsync(
            async () =>
            {
                await using var log = new FileStream(server.Server.AuditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(log);
                reference = (await reader.ReadToEndAsync()).Split('\n').Where(line => line.Contains("s-audited", StringComparison.Ordinal) && line.EndsWith('}'))
                    .Select(line => JsonNode.Parse(line)!["objectRef"]).FirstOrDefault();
                return reference is not null;
            },
            "the request is in the audit log");

        Assert.Equal("example.test", (string?)reference!["apiGroup"]);
        Assert.Equal("v1beta1", (string?)reference["apiVersion"]);
        Assert.Equal("widgets", (string?)reference["resource"]);
    }

    private static string Reference(JsonObject owner, string apiVersion) =>
        $$"""{"apiVersion":"{{apiVersion}}","kind":"{{owner["kind"]}}","name":"{{owner["metadata"]!["name"]}}","uid":"{{owner["metadata"]!["uid"]}}"}""";
}
