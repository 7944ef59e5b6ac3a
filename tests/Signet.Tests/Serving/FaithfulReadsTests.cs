using System.Net;
using System.Text.Json.Nodes;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;

namespace Signet.Tests.Serving;

/// <summary>Formats, paths and parameters of reads as in kube-apiserver, beyond the recordings.</summary>
public sealed class FaithfulReadsTests(RunningServer running)
{
    private const string Aggregated = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string NoPod = "pods \"nope\" not found";

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/default/pods/nope/log", 404, NoPod)]
    [InlineData("POST", "/api/v1/namespaces/default/pods/nope/exec?command=ls", 404, NoPod)]
    [InlineData("GET", "/api/v1/namespaces/nowhere/pods/nope/attach", 404, NoPod)]
    [InlineData("GET", "/api/v1/namespaces/default/pods/nope/portforward", 404, NoPod)]
    [InlineData("PUT", "/api/v1/namespaces/default/pods/nope/proxy/a/b/", 404, NoPod)]
    [InlineData("POST", "/api/v1/namespaces/default/pods/nope/eviction", 404, NoPod)]
    [InlineData("GET", "/api/v1/namespaces/default/pods/nope/ephemeralcontainers", 404, NoPod)]
    [InlineData("PATCH", "/api/v1/namespaces/default/pods/nope/resize", 404, NoPod)]
    [InlineData("GET", "/api/v1/nodes/nope/proxy/logs", 404, "nodes \"nope\" not found")]
    [InlineData("POST", "/api/v1/namespaces/default/pods/nope/log", 405, "the server does not allow this method on the requested resource")]
    [InlineData("GET", "/api/v1/namespaces/default/pods/nope/eviction", 405, "the server does not allow this method on the requested resource")]
    [InlineData("GET", "/api/v1/namespaces/default/pods/nope/log/more", 404, "the server could not find the requested resource")]
    [InlineData("GET", "/api/v1/pods/nope/log", 404, "the server could not find the requested resource")]
    public async Task Subresource_OfAMissingObject_AnswersAsForTheObject(string method, string path, int code, string message)
    {
        var answer = await running.Admin.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal((code, message), ((int)answer.Code, (string?)answer.Json["message"]));
    }

    [Fact]
    public async Task Subresource_OfAPod_SaysThatThereAreNoKubelets()
    {
        const string Path = "/api/v1/namespaces/default/pods/fr-pod";
        await running.Admin.CreateAsync("/api/v1/namespaces/default/pods", """{"metadata":{"name":"fr-pod"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        var log = await running.Admin.GetAsync(Path + "/log");
        var resize = await running.Admin.GetAsync(Path + "/resize");

        Assert.Equal((HttpStatusCode.NotImplemented, "pods/log of \"fr-pod\" is not served: Signet has no kubelets"), (log.Code, (string?)log.Json["message"]));
        Assert.Equal((HttpStatusCode.OK, "Pod"), (resize.Code, (string?)resize.Json["kind"]));
    }

    [Theory]
    [InlineData("export=true", 400)]
    [InlineData("export=", 400)]
    [InlineData("export=false", 200)]
    [InlineData("export=0&exact=true", 200)]
    public async Task Get_Export_IsNoLongerSupported(string query, int code)
    {
        var answer = await running.Admin.GetAsync("/api/v1/namespaces/default?" + query);

        Assert.Equal(code, (int)answer.Code);
        Assert.True(code == 200 || (string?)answer.Json["message"] == "the export parameter, deprecated since v1.14, is no longer supported", answer.Body);
    }

    [Theory]
    [InlineData("/api//", 200, "")]
    [InlineData("/api/v1//", 200, "")]
    [InlineData("/version//", 200, "")]
    [InlineData("/version/x", 404, "the server could not find the requested resource")]
    [InlineData("/apis/", 200, "")]
    [InlineData("/apis//", 404, null)]
    [InlineData("/apis/rbac.authorization.k8s.io//", 200, "")]
    [InlineData("/openid/v1/jwks//", 200, "")]
    [InlineData("/openid/v1/jwks/x", 404, "the server could not find the requested resource")]
    [InlineData("/openid/v1/jwksx", 404, null)]
    [InlineData("/livez//", 404, null)]
    public async Task Get_TrailingSlashes_AreIgnoredWhereKubernetesIgnoresThem(string path, int code, string? message)
    {
        var answer = await SendAsync(path, "*/*");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(code, (int)answer.StatusCode);
        Assert.True(message switch
        {
            null => body == "404 page not found\n",
            "" => body.StartsWith('{'),
            _ => (string?)JsonNode.Parse(body)!["message"] == message,
        }, body);
    }

    [Theory]
    [InlineData("/api/v1/namespaces", "application/*,application/yaml;q=0.1", "application/json")]
    [InlineData("/api/v1/namespaces", "application/*;q=0.1,application/yaml", "application/yaml")]
    [InlineData("/apis", "text/html, application/*", "application/json")]
    [InlineData("/apis", "application/vnd.kubernetes.protobuf" + Aggregated, "application/vnd.kubernetes.protobuf" + Aggregated)]
    [InlineData("/api", "application/json, application/yaml" + Aggregated, "application/yaml" + Aggregated)]
    [InlineData("/api", "*/*" + Aggregated, "application/json" + Aggregated)]
    public async Task Get_Accept_DecidesTheMediaType(string path, string accept, string mediaType)
    {
        using var answer = await SendAsync(path, accept);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default", "application/json, application/yaml, application/vnd.kubernetes.protobuf", true)]
    [InlineData("/api/v1/nodes", "application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch", true)]
    [InlineData("/apis/rbac.authorization.k8s.io//", "application/json, application/yaml, application/vnd.kubernetes.protobuf", true)]
    [InlineData("/apis/rbac.authorization.k8s.io/", "application/json, application/yaml, application/vnd.kubernetes.protobuf", false)]
    [InlineData("/apis/", "application/json, application/yaml, application/vnd.kubernetes.protobuf", false)]
    public async Task Get_AcceptOfAnUnknownType_ListsTheAvailableTypes(string path, string available, bool isFiltered)
    {
        using var answer = await SendAsync(path, "image/png");

        Assert.Equal(
            (isFiltered ? "406: Not Acceptable\n\nAvailable representations: " : "only the following media types are accepted: ") + available,
            (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    public async Task Discovery_AggregatedInProtobuf_SaysWhatJsonSays(string path)
    {
        using var json = await SendAsync(path, "application/json" + Aggregated);
        using var protobuf = await SendAsync(path, "application/vnd.kubernetes.protobuf" + Aggregated);
        var text = await json.Content.ReadAsStringAsync();
        var type = SchemaCatalog.Kubernetes.FindMessage("apidiscovery.k8s.io/v2", "APIGroupDiscoveryList")!;

        var decoded = ProtobufDecoder.Decode(await protobuf.Content.ReadAsByteArrayAsync(), type, new("apidiscovery.k8s.io", "v2", "APIGroupDiscoveryList"));

        Assert.Equal(Canonical((JsonObject)JsonNode.Parse(text)!, type), Canonical(decoded.Value.Root, type));
        Assert.Equal(json.Headers.ETag, protobuf.Headers.ETag);
    }

    private static string Canonical(JsonObject root, SchemaType type) => System.Text.Encoding.UTF8.GetString(CanonicalJson.ToBytes(root, type));

    private async Task<HttpResponseMessage> SendAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await running.Admin.Http.SendAsync(request);
    }
}
