using System.Net;
using System.Text.Json.Nodes;

namespace Signet.Tests.Serving;

/// <summary>Access reviews over HTTPS, other than the rules of a <c>spec</c>.</summary>
public sealed class AccessReviewTests(RunningServer server)
{
    private const string Root = "/apis/authorization.k8s.io/v1";
    private const string Subjects = Root + "/subjectaccessreviews";
    private const string Asked = """ "spec":{"user":"eve","resourceAttributes":{"verb":"get","resource":"pods"}} """;

    [Fact]
    public async Task Create_SystemFields_AreDroppedAndTheManagerIsRecorded()
    {
        var review = await server.Admin.CreateAsync(Subjects + "?fieldManager=me&dryRun=All",
            $$"""{"metadata":{"uid":"1","creationTimestamp":"2020-01-01T00:00:00Z","namespace":"x"},{{Asked}},"status":{"allowed":true,"denied":true} }""");

        var metadata = review["metadata"]!.AsObject();
        Assert.Equal(["managedFields"], metadata.Select(member => member.Key));
        Assert.Equal("me", (string?)metadata["managedFields"]![0]!["manager"]);
        Assert.Equal("""{"allowed":false}""", review["status"]!.ToJsonString());
        Assert.Equal("SubjectAccessReview", (string?)review["kind"]);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Created)]
    [InlineData("default", HttpStatusCode.Created)]
    [InlineData("other", HttpStatusCode.BadRequest)]
    public async Task CreateLocal_TheNamespace_IsThatOfThePath(string claimed, HttpStatusCode code)
    {
        var answer = await server.Admin.PostAsync(Root + "/namespaces/default/localsubjectaccessreviews",
            $$"""{"metadata":{"namespace":"{{claimed}}"},"spec":{"user":"eve","resourceAttributes":{"namespace":"default","verb":"get"} } }""");

        Assert.Equal(code, answer.Code);
        Assert.True(code != HttpStatusCode.Created || (string?)answer.Json["metadata"]!["namespace"] == "default");
    }

    [Fact]
    public async Task Create_RefusedWithAnUnknownField_AlsoWarns()
    {
        var answer = await server.Admin.PostAsync(Subjects, """{"spec":{"User":"eve","resourceAttributes":{} } }""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
        Assert.Equal(["299 - \"unknown field \\\"spec.User\\\"\""], answer.Headers.GetValues("Warning"));
    }

    [Theory]
    [InlineData("GET", Subjects, HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", Subjects, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", Subjects + "/x", HttpStatusCode.NotFound)]
    [InlineData("POST", Root + "/localsubjectaccessreviews", HttpStatusCode.NotFound)]
    [InlineData("POST", Root + "/namespaces/default/subjectaccessreviews", HttpStatusCode.NotFound)]
    public async Task OtherMethodsAndPaths_AreRefused(string method, string path, HttpStatusCode code)
    {
        var answer = method switch
        {
            "GET" => await server.Admin.GetAsync(path),
            "DELETE" => await server.Admin.DeleteAsync(path),
            _ => await server.Admin.PostAsync(path, $$"""{ {{Asked}} }"""),
        };

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task CreateRules_OfAnAdministrator_ListsEverything()
    {
        var review = await server.Admin.CreateAsync(Root + "/selfsubjectrulesreviews", """{"metadata":{"name":"x"},"spec":{"namespace":"default"} }""");

        var status = review["status"]!;
        Assert.Equal("{}", review["metadata"]!.ToJsonString());
        Assert.Contains(status["resourceRules"]!.AsArray(),
            rule => JsonNode.DeepEquals(rule, JsonNode.Parse("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""")));
        Assert.Contains(status["nonResourceRules"]!.AsArray(), rule => JsonNode.DeepEquals(rule, JsonNode.Parse("""{"verbs":["*"],"nonResourceURLs":["*"]}""")));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Admin.PostAsync(Root + "/selfsubjectrulesreviews", "{}")).Code);
    }
}
