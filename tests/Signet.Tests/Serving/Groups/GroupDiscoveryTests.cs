using System.Net;
using System.Text.Json.Nodes;

namespace Signet.Tests.Serving.Groups;

/// <summary>Additional groups and versions in legacy and aggregated discovery.</summary>
public sealed class GroupDiscoveryTests(TestKindFixture server) : IClassFixture<TestKindFixture>
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact]
    public async Task Groups_NotOfKubernetes_FollowThoseOfKubernetes()
    {
        var groups = (await server.GetAsync("/apis"))["groups"]!.AsArray().Select(group => (string)group!["name"]!);

        Assert.Equal(
            ["authentication.k8s.io", "authorization.k8s.io", "rbac.authorization.k8s.io", "coordination.k8s.io", "events.k8s.io", "tokens.signet.dev", "example.test"],
            groups);
    }

    [Fact]
    public async Task Group_WithTwoVersions_ListsBothAndPrefersTheStableOne()
    {
        var group = await server.GetAsync("/apis/example.test");

        Assert.Equal(
            """{"kind":"APIGroup","apiVersion":"v1","name":"example.test","versions":[{"groupVersion":"example.test/v1","version":"v1"},{"groupVersion":"example.test/v1beta1","version":"v1beta1"}],"preferredVersion":{"groupVersion":"example.test/v1","version":"v1"}}""",
            group.ToJsonString());
    }

    [Fact]
    public async Task Resources_OfEachVersion_AreItsOwnAndShareTheStoredForm()
    {
        var stable = ResourcesOf(await server.GetAsync("/apis/example.test/v1"));
        var beta = ResourcesOf(await server.GetAsync("/apis/example.test/v1beta1"));

        Assert.Equal(["pods", "widgets", "widgets/status"], stable.Keys);
        Assert.Equal(["widgets", "widgets/status"], beta.Keys);
        Assert.Equal((string?)stable["widgets"]["storageVersionHash"], (string?)beta["widgets"]["storageVersionHash"]);
        Assert.NotEqual((string?)stable["widgets"]["storageVersionHash"], (string?)stable["pods"]["storageVersionHash"]);
        Assert.NotEqual((string?)ResourcesOf(await server.GetAsync("/api/v1"))["pods"]["storageVersionHash"], (string?)stable["pods"]["storageVersionHash"]);
    }

    [Fact]
    public async Task Resources_OfAKindWithFewVerbs_ListThose()
    {
        var list = await server.GetAsync("/apis/tokens.signet.dev/v1alpha1");

        Assert.Equal("tokens.signet.dev/v1alpha1", (string?)list["groupVersion"]);
        Assert.Equal(["issuedtokens", "issueroperations", "signingkeyoperations", "signingkeys"], ResourcesOf(list).Keys);
        var resource = ResourcesOf(list)["issuedtokens"];
        Assert.Equal("""["create","delete","get","list","watch"]""", resource["verbs"]!.ToJsonString());
        Assert.Equal("issuedtoken", (string?)resource["singularName"]);
        Assert.Equal("""["it"]""", resource["shortNames"]!.ToJsonString());
        Assert.False((bool?)resource["namespaced"]);
    }

    [Fact]
    public async Task Aggregated_Groups_HaveTheSameVersionsAndResources()
    {
        var groups = (await server.GetJsonAsAsync("/apis", Aggregated))["items"]!.AsArray();

        Assert.Equal(
            (await server.GetAsync("/apis"))["groups"]!.AsArray().Select(group => (string?)group!["name"]),
            groups.Select(group => (string?)group!["metadata"]!["name"]));
        var versions = groups.Single(group => (string?)group!["metadata"]!["name"] == "example.test")!["versions"]!.AsArray();
        Assert.Equal(["v1", "v1beta1"], versions.Select(version => (string?)version!["version"]));
        Assert.Equal(["pods", "widgets"], versions[0]!["resources"]!.AsArray().Select(resource => (string?)resource!["resource"]));
        var widgets = Assert.Single(versions[1]!["resources"]!.AsArray())!;
        Assert.Equal("widgets", (string?)widgets["resource"]);
        Assert.Equal("""["wd"]""", widgets["shortNames"]!.ToJsonString());
        Assert.Equal("status", (string?)Assert.Single(widgets["subresources"]!.AsArray())!["subresource"]);
    }

    [Fact]
    public async Task Root_ListsEachVersion()
    {
        var paths = (await server.GetAsync("/"))["paths"]!.AsArray().Select(path => (string)path!).ToList();

        Assert.Superset(
            new HashSet<string> { "/api/v1", "/apis/example.test", "/apis/example.test/v1", "/apis/example.test/v1beta1", "/apis/tokens.signet.dev/v1alpha1" },
            paths.ToHashSet());
        Assert.DoesNotContain("/apis/tokens.signet.dev/v1", paths);
    }

    [Theory]
    [InlineData("/apis/example.test/v1beta2")]
    [InlineData("/apis/example.test/v1beta2/namespaces/default/widgets")]
    [InlineData("/apis/example.test/v1beta1/namespaces/default/pods")]
    [InlineData("/apis/tokens.signet.dev/v1/issuedtokens")]
    [InlineData("/api/v1/issuedtokens")]
    [InlineData("/api/v1beta1/namespaces/default/pods")]
    public async Task Versions_ThatAreNotServed_AreNotFound(string path)
    {
        var answer = await server.Admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Code);
        Assert.Equal("the server could not find the requested resource", (string?)answer.Json["message"]);
    }

    [Theory]
    [InlineData("/apis//v1/pods")]
    [InlineData("/apis/unknown.test/v1/pods")]
    public async Task Groups_ThatAreNotServed_AreNotFound(string path) => Assert.Equal("404 page not found\n", (await server.Admin.GetAsync(path)).Body);

    private static SortedDictionary<string, JsonObject> ResourcesOf(JsonObject list) => new(
        list["resources"]!.AsArray().ToDictionary(resource => (string)resource!["name"]!, resource => resource!.AsObject()), StringComparer.Ordinal);
}
