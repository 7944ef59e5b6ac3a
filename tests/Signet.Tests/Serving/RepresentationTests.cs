using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace Signet.Tests.Serving;

/// <summary>The formats of answers, over HTTPS.</summary>
public sealed class RepresentationTests(RunningServer running)
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    /// <summary>Their tables have a creation time instead of an age, so that two answers are equal at any time.</summary>
    private const string Roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";

    [Fact]
    public async Task Root_EveryListedPath_IsServed()
    {
        var paths = (await running.Admin.GetAsync("/")).Json["paths"]!.AsArray().Select(path => (string)path!).ToList();

        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);

        // Kubernetes lists this path, too, although only paths below it are served.
        foreach (var path in paths.Where(path => path != "/openapi/v3/"))
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, (await running.Admin.GetAsync(path)).Code));
        }

        var groups = (await running.Admin.GetAsync("/apis")).Json["groups"]!.AsArray();
        Assert.All(groups, group => Assert.Contains($"/apis/{group!["preferredVersion"]!["groupVersion"]}", paths));
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default", "application/json", true)]
    [InlineData("/api/v1/namespaces", "application/json", true)]
    [InlineData("/api/v1/namespaces/nope", "application/json", true)]
    [InlineData("/api/v1/namespaces", "application/json;as=Table;v=v1;g=meta.k8s.io", true)]
    [InlineData("/api/v1", "application/json", true)]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", true)]
    [InlineData("/api/v1/namespaces/default?pretty=true", "application/json", false)]
    [InlineData("/api/v1/namespaces?pretty=true", "application/json", false)]
    [InlineData("/version", "application/json", false)]
    public async Task Get_Json_EndsItsLineUnlessIndented(string path, string accept, bool ends)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, accept);
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(ends, body.EndsWith("}\n", StringComparison.Ordinal));
        Assert.Equal(ends, body.Count(letter => letter == '\n') == 1);
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("application/json", "gzip, deflate")]
    [InlineData("application/yaml", "gzip")]
    [InlineData("application/vnd.kubernetes.protobuf", "gzip;q=0.1")]
    [InlineData("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "gzip")]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io", "gzip")]
    public async Task List_Large_IsTheSameCompressed(string accept, string encodings)
    {
        var filling = new string('x', 5_000);
        for (var i = 0; i < 30; i++)
        {
            await running.Admin.CreateAsync(Roles, $$$"""{"metadata":{"generateName":"gz-","labels":{"gz":"y"},"annotations":{"a":"{{{filling}}}"} } }""");
        }

        // At one revision, because other tests write meanwhile.
        var revision = (string)(await running.Admin.GetAsync(Roles + "?limit=1")).Json["metadata"]!["resourceVersion"]!;
        var path = $"{Roles}?labelSelector=gz%3Dy&limit=30&resourceVersion={revision}&resourceVersionMatch=Exact";
        using var plain = await SendAsync(HttpMethod.Get, path, accept, "gzip;q=0, identity");
        using var compressed = await SendAsync(HttpMethod.Get, path, accept, encodings);

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
        using var unpacked = new GZipStream(await compressed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unpacked.CopyToAsync(bytes);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), bytes.ToArray());
    }

    [Fact]
    public async Task Get_AsTableOrMetadata_HasTheRequestedShape()
    {
        await running.Admin.CreateAsync(Secrets, """{"metadata":{"name":"rep-a","labels":{"rep":"y"}},"type":"Opaque","stringData":{"k":"hidden"}}""");

        var table = await JsonAsync($"{Secrets}?labelSelector=rep", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        var whole = await JsonAsync($"{Secrets}/rep-a?includeObject=Object", "application/json;as=Table;v=v1;g=meta.k8s.io");
        var metadata = await JsonAsync($"{Secrets}/rep-a", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        var list = await JsonAsync($"{Secrets}?labelSelector=rep", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        using var wrong = await SendAsync(HttpMethod.Get, $"{Secrets}/rep-a", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");

        Assert.Equal(["Name", "Type", "Data", "Age"], table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
        var row = table["rows"]![0]!;
        Assert.Equal(["rep-a", "Opaque", "1"], row["cells"]!.AsArray().Take(3).Select(cell => cell!.ToString()));
        Assert.Equal("PartialObjectMetadata", (string?)row["object"]!["kind"]);
        Assert.Equal("Secret", (string?)whole["rows"]![0]!["object"]!["kind"]);
        Assert.Equal(["kind", "apiVersion", "metadata"], metadata.Select(member => member.Key));
        Assert.Equal("rep-a", (string?)Assert.Single(list["items"]!.AsArray())!["metadata"]!["name"]);
        Assert.Equal(HttpStatusCode.NotAcceptable, wrong.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/services", "application/json", 200, "\"items\":[]}\n")]
    [InlineData("/api/v1/namespaces/kube-system/services?labelSelector=a%3Db", "application/vnd.kubernetes.protobuf,application/json", 200, "\"items\":[]}\n")]
    [InlineData("/api/v1/services", "application/json;as=Table;v=v1;g=meta.k8s.io", 200, "\"rows\":[]}\n")]
    [InlineData("/api/v1/services", "application/yaml", 200, "items: []\n")]
    [InlineData("/api/v1/services", "application/vnd.kubernetes.protobuf", 406, "application/yaml")]
    [InlineData("/api/v1/services?watch=1&timeoutSeconds=-1", "application/json", 200, "")]
    [InlineData("/api/v1/namespaces/default/services/x", "application/json", 404, "services \\\"x\\\" not found")]
    public async Task Services_AreAnEmptyList(string path, string accept, int code, string part)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, accept);

        Assert.Equal(code, (int)answer.StatusCode);
        Assert.Contains(part, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<JsonObject> JsonAsync(string path, string accept)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, accept);
        return (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept, string? encodings = null)
    {
        using var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version20 };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (encodings is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encodings);
        }

        return await running.Admin.Http.SendAsync(request);
    }
}
