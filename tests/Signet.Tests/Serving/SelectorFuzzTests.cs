using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using Signet.Tests.Resources.Selectors;

namespace Signet.Tests.Serving;

/// <summary>A selector that cannot be parsed is a 400 in every place, over HTTPS: never a 500, never a broken connection.</summary>
public sealed class SelectorFuzzTests(RunningServer running)
{
    private const int Samples = 60;

    /// <summary>An empty namespace, so that a valid selector deletes nothing.</summary>
    private const string Empty = "/api/v1/namespaces/selectors/pods";

    [Theory]
    [InlineData("labelSelector", "a%20in%20(b,")]
    [InlineData("labelSelector", "a%20notin%20(,")]
    [InlineData("labelSelector", "a/b/c")]
    [InlineData("fieldSelector", "metadata.name%3Da%5C")]
    [InlineData("fieldSelector", "metadata.name")]
    public async Task Collection_SelectorThatDoesNotParse_IsABadRequest(string parameter, string selector)
    {
        foreach (var (method, query) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "watch=1&timeoutSeconds=1&"), (HttpMethod.Delete, "") })
        {
            var answer = await running.Admin.SendAsync(method, $"{Empty}?{query}{parameter}={selector}", null);

            Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (answer.Code, (string?)answer.Json["reason"]));
        }
    }

    [Fact]
    public Task Collection_AnyLabelSelector_NeverFails() =>
        SelectorStrings.Labels.SampleAsync(text => CheckAsync("labelSelector", text), iter: Samples);

    [Fact]
    public Task Collection_AnyFieldSelector_NeverFails() =>
        SelectorStrings.Fields.SampleAsync(text => CheckAsync("fieldSelector", text), iter: Samples);

    [Fact]
    public Task Review_AnySelector_IsAnsweredOrInvalid() => Gen.Select(SelectorStrings.Labels, SelectorStrings.Fields).SampleAsync(async (labels, fields) =>
    {
        var raw = Attributes(new JsonObject { ["rawSelector"] = labels }, new JsonObject { ["rawSelector"] = fields });
        var parts = Attributes(Requirement(labels), Requirement(fields));
        foreach (var attributes in new[] { raw, parts })
        {
            var body = new JsonObject { ["spec"] = new JsonObject { ["user"] = "eve", ["resourceAttributes"] = attributes } };
            var answer = await running.Admin.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", body.ToJsonString());

            Assert.True((int)answer.Code is 201 or 400 or 422, $"{(int)answer.Code} {answer.Body} to {body.ToJsonString()}");
        }
    }, iter: Samples);

    [Fact]
    public Task ClusterRole_AnySelector_IsStoredOrInvalid() => SelectorStrings.Labels.SampleAsync(async text =>
    {
        var expression = Requirement(text)["requirements"]!.DeepClone();
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "selectors" },
            ["aggregationRule"] = new JsonObject { ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchExpressions"] = expression }) },
        };
        var answer = await running.Admin.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles?dryRun=All", body.ToJsonString());

        Assert.True((int)answer.Code is 201 or 422, $"{(int)answer.Code} {answer.Body} to {body.ToJsonString()}");
    }, iter: Samples);

    private async Task CheckAsync(string parameter, string text)
    {
        var query = $"{parameter}={Uri.EscapeDataString(text)}";
        foreach (var (method, more) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "&watch=1&timeoutSeconds=1&resourceVersion=abc"), (HttpMethod.Delete, "") })
        {
            var answer = await running.Admin.SendAsync(method, $"{Empty}?{query}{more}", null);

            // A watch with a valid selector fails by its revision, so that the test does not wait for its end.
            var isFine = answer.Code is HttpStatusCode.OK or HttpStatusCode.BadRequest ||
                (more.Length > 0 && answer.Body.Contains("strconv.ParseUint", StringComparison.Ordinal));
            Assert.True(isFine, $"{(int)answer.Code} {answer.Body} to {query}{more}");
        }
    }

    private static JsonObject Attributes(JsonObject labels, JsonObject fields) =>
        new() { ["verb"] = "list", ["resource"] = "pods", ["labelSelector"] = labels, ["fieldSelector"] = fields };

    private static JsonObject Requirement(string text) => new()
    {
        ["requirements"] = new JsonArray(
            new JsonObject { ["key"] = text, ["operator"] = "In", ["values"] = new JsonArray(text, "x") },
            new JsonObject { ["key"] = "k", ["operator"] = text, ["values"] = new JsonArray(text) }),
    };
}
