using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Testing;
using Signet.Tests.Schema.Protobuf;

namespace Signet.Tests.Serving;

/// <summary>Protobuf, as Go clients use it: objects have the same content as in JSON.</summary>
public sealed class ProtobufTests(RunningServer running)
{
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    [Theory]
    [MemberData(nameof(ServedKind.All), MemberType = typeof(ServedKind))]
    public async Task Kind_WrittenReadAndWatched_SaysWhatJsonSays(string served)
    {
        var kind = new ServedKind(served);
        var (resource, collection) = (kind.Resource, kind.Collection);
        var (name, selector) = ("protobuf-" + served, "?fieldSelector=metadata.name=protobuf-" + served);
        var path = $"{collection}/{name}";
        var body = $$$"""{"kind":"{{{resource.Kind.Kind}}}","apiVersion":"{{{resource.Kind.ApiVersion}}}","metadata":{"name":"{{{name}}}","labels":{"b":"1","a":"2"}}{{{kind.Needed}}}}""";
        var start = (string?)(await running.Admin.GetAsync(collection)).Json["metadata"]!["resourceVersion"];
        using var watch = await OpenAsync($"{collection}{selector}&watch=1&resourceVersion={start}");
        Assert.Equal(Protobuf + "; stream=watch", watch.Content.Headers.ContentType!.ToString());
        await using var frames = await watch.Content.ReadAsStreamAsync();

        // POST, GET and LIST; the watch sees it too.
        var made = await SendAsync(HttpMethod.Post, collection, Encode(body), 201);
        Assert.Equal((await running.Admin.GetAsync(path)).Body.TrimEnd(), made);
        Assert.Equal(made, await SendAsync(HttpMethod.Get, path, null, 200));
        Assert.Equal(("ADDED", made), await NextAsync(frames));
        var list = $"{collection}{selector}&resourceVersion={(string?)JsonNode.Parse(made)!["metadata"]!["resourceVersion"]}&resourceVersionMatch=Exact";
        Assert.Equal((await running.Admin.GetAsync(list)).Body.TrimEnd(), await SendAsync(HttpMethod.Get, list, null, 200));

        // PUT of what was read, PATCH, the parts.
        var changed = JsonNode.Parse(made)!.AsObject();
        changed["metadata"]!["annotations"] = new JsonObject { ["by"] = "put" };
        var put = await SendAsync(HttpMethod.Put, path, Encode(changed.ToJsonString()), 200);
        Assert.Equal(("MODIFIED", put), await NextAsync(frames));
        var patched = await SendAsync(
            HttpMethod.Patch, path, Encoding.UTF8.GetBytes("""{"metadata":{"annotations":{"by":"patch"}}}"""), 200, "application/merge-patch+json");
        Assert.Contains("\"by\":\"patch\"", patched, StringComparison.Ordinal);
        Assert.Equal(("MODIFIED", patched), await NextAsync(frames));
        foreach (var part in resource.Subresources.Where(part => part.Verbs.Contains("update")))
        {
            Assert.Equal(patched, await SendAsync(HttpMethod.Put, $"{path}/{part.Name}", Encode(patched), 200));
        }

        // Metadata alone, of one and of a list.
        const string Partial = ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
        var meta = await SendAsync(HttpMethod.Get, path, null, 200, accept: Protobuf + Partial);
        Assert.Equal("PartialObjectMetadata", (string?)JsonNode.Parse(meta)!["kind"]);
        Assert.Equal(JsonNode.Parse(patched)!["metadata"]!.ToJsonString(), JsonNode.Parse(meta)!["metadata"]!.ToJsonString());

        // DELETE with preconditions in the body, in vain and not.
        static byte[] Options(string uid) => Encode($$$"""{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"preconditions":{"uid":"{{{uid}}}"}}""");
        Assert.Contains("\"reason\":\"Conflict\"", await SendAsync(HttpMethod.Delete, path, Options("other"), 409), StringComparison.Ordinal);
        await SendAsync(HttpMethod.Delete, path, Options((string)changed["metadata"]!["uid"]!), 200);
        for (var (type, seen) = ("", ""); type != "DELETED"; (type, seen) = await NextAsync(frames))
        {
            // Namespaces end step by step.
            Assert.True(type.Length == 0 || type == "MODIFIED", seen);
        }

        Assert.Contains("\"code\":404", await SendAsync(HttpMethod.Get, path, null, 404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenRequest_ThenReview_BothInProtobuf()
    {
        var sent = Encode("""{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","metadata":{},"spec":{"audiences":["a"],"expirationSeconds":1200}}""");
        var issued = JsonNode.Parse(await SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token", sent, 201))!;
        Assert.Equal(1200, (int)issued["spec"]!["expirationSeconds"]!);
        Assert.Equal(3, ((string)issued["status"]!["token"]!).Split('.').Length);

        var asked = Encode($$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","metadata":{},"spec":{"token":"{{{issued["status"]!["token"]}}}","audiences":["a"]}}""");
        var status = JsonNode.Parse(await SendAsync(HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", asked, 201))!["status"]!;
        Assert.True((bool)status["authenticated"]!);
        Assert.Equal("system:serviceaccount:default:default", (string?)status["user"]!["username"]);
        Assert.NotNull(status["user"]!["extra"]!["authentication.kubernetes.io/credential-id"]);
    }

    [Theory]
    [InlineData("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews", "{}")]
    [InlineData("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", """{"resourceAttributes":{"verb":"get","resource":"pods"}}""")]
    [InlineData("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", """{"nonResourceAttributes":{"verb":"get","path":"/x"}}""")]
    [InlineData("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews",
        """{"resourceAttributes":{"verb":"get","resource":"pods","labelSelector":{"requirements":[{"key":"a","operator":"In","values":["b"]}]}},"user":"u","groups":["g"],"extra":{"k":["v"]}}""")]
    [InlineData("authorization.k8s.io", "LocalSubjectAccessReview", "namespaces/default/localsubjectaccessreviews",
        """{"resourceAttributes":{"verb":"get","resource":"pods","namespace":"default"},"user":"u"}""")]
    [InlineData("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews", """{"namespace":"default"}""")]
    public async Task Review_InProtobuf_SaysWhatJsonSays(string group, string kind, string resource, string spec)
    {
        var path = $"/apis/{group}/v1/{resource}";
        var body = $$"""{"kind":"{{kind}}","apiVersion":"{{group}}/v1","metadata":{},"spec":{{spec}}}""";

        var json = await running.Admin.CreateAsync(path, body);
        var protobuf = JsonNode.Parse(await SendAsync(HttpMethod.Post, path, Encode(body), 201))!;

        Assert.Equal(kind, (string?)protobuf["kind"]);
        Assert.True(JsonNode.DeepEquals(json["spec"], protobuf["spec"]), $"{protobuf}");
        Assert.True(JsonNode.DeepEquals(json["status"], protobuf["status"]), $"{json["status"]} {protobuf["status"]}");
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/apis")]
    [InlineData("/apis/coordination.k8s.io")]
    [InlineData("/apis/coordination.k8s.io/v1")]
    public async Task Discovery_InProtobuf_SaysWhatJsonSays(string path)
    {
        var (json, protobuf) = (await running.Admin.GetAsync(path), await SendAsync(HttpMethod.Get, path, null, 200));

        Assert.True(JsonNode.DeepEquals(json.Json, JsonNode.Parse(protobuf)), protobuf);
    }

    [Theory]
    [InlineData(";as=Table;g=meta.k8s.io;v=v1", 406)]
    [InlineData(";as=PartialObjectMetadata;g=meta.k8s.io;v=v2", 406)]
    [InlineData(";as=Table;g=meta.k8s.io;v=v1, application/json", 200)]
    public async Task Accept_ShapeWithoutProtobuf_UsesTheOtherClauses(string rest, int code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/default");
        request.Headers.TryAddWithoutValidation("Accept", Protobuf + rest);
        using var answer = await running.Admin.Http.SendAsync(request);

        Assert.Equal(code, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6b3873")]
    [InlineData("6b387300ff")]
    [InlineData("7b7d")]
    [InlineData("6b3873000a0d0a0276311207536572766963651200")]
    public async Task Body_ThatIsNotTheKind_IsABadRequest(string hex)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", Convert.FromHexString(hex), 400);

        Assert.Contains("\"reason\":\"BadRequest\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/com.github.proto-openapi.spec.v2@v1.0+protobuf")]
    [InlineData("application/com.github.proto-openapi.spec.v2.v1.0+protobuf;q=0.9,application/json;q=0.5")]
    public async Task OpenApi_AsOldKubectlRequestsIt_IsProtobufAndCached(string accept)
    {
        using var first = await AskAsync(null);
        Assert.Equal("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", first.Content.Headers.ContentType!.MediaType);
        var swagger = new byte[5];
        await (await first.Content.ReadAsStreamAsync()).ReadExactlyAsync(swagger);
        Assert.Equal(Wire.Text(1, "2.0"), swagger);

        using var again = await AskAsync(first.Headers.ETag);
        Assert.Equal(304, (int)again.StatusCode);

        async Task<HttpResponseMessage> AskAsync(EntityTagHeaderValue? known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            if (known is not null)
            {
                request.Headers.IfNoneMatch.Add(known);
            }

            return await running.Admin.Http.SendAsync(request);
        }
    }

    private static byte[] Encode(string json)
    {
        TypeMetaReader.ReadRaw(Encoding.UTF8.GetBytes(json), out var kind, out var apiVersion);
        return kind == "DeleteOptions"
            ? Wire.Envelope(apiVersion, kind, Wire.Number(1, 0), Wire.Content(2, Wire.Text(1, (string)JsonNode.Parse(json)!["preconditions"]!["uid"]!)))
            : ProtobufEncoder.Encode(Encoding.UTF8.GetBytes(json), SchemaCatalog.Kubernetes);
    }

    private Task<HttpResponseMessage> OpenAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", Protobuf + ";stream=watch," + Protobuf);
        return running.Admin.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The answer as JSON.</summary>
    private async Task<string> SendAsync(HttpMethod method, string path, byte[]? body, int code, string mediaType = Protobuf, string accept = Protobuf)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (request.Content is { } content)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        }

        using var answer = await running.Admin.Http.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True((int)answer.StatusCode == code, $"{method} {path}: {answer.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        Assert.Equal(Protobuf, answer.Content.Headers.ContentType?.MediaType);
        return ToJson(bytes);
    }

    private static string ToJson(ReadOnlySpan<byte> document)
    {
        Assert.True(ProtobufDecoder.ReadKind(document, new GroupVersionKind("", "", "")).TryGetValue(out var kind, out var error), error?.Message);
        var type = SchemaCatalog.Kubernetes.FindMessage(kind.ApiVersion, kind.Kind)!;
        Assert.True(ProtobufDecoder.Decode(document, type, kind).TryGetValue(out var decoded, out error), error?.Message);
        if (kind.Version.Length == 0)
        {
            decoded.Root.Remove("apiVersion");
        }

        return Encoding.UTF8.GetString(CanonicalJson.ToBytes(decoded.Root, type));
    }

    private static async Task<(string Type, string Object)> NextAsync(Stream frames)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var length = new byte[4];
        await frames.ReadExactlyAsync(length, patience.Token);
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await frames.ReadExactlyAsync(frame, patience.Token);
        return Split(frame);

        static (string, string) Split(ReadOnlySpan<byte> frame)
        {
            var reader = new WireReader(frame);
            Assert.True(reader.Read());
            var type = Encoding.UTF8.GetString(reader.Content);
            Assert.True(reader.Read());
            var extension = new WireReader(reader.Content);
            Assert.True(extension.Read());
            return (type, ToJson(extension.Content));
        }
    }
}
