using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Signet.Core.Schema.Protobuf;
using Signet.Testing.Kinds;
using static Signet.Tests.Serving.Groups.TestKindFixture;

namespace Signet.Tests.Serving.Groups;

/// <summary>Objects of new groups and versions as tables, metadata, protobuf and YAML.</summary>
public sealed class VersionFormTests(TestKindFixture server) : IClassFixture<TestKindFixture>
{
    [Theory]
    [InlineData(Stable, "replicas", "example.test/v1")]
    [InlineData(Beta, "size", "example.test/v1beta1")]
    public async Task Table_InEachVersion_HasTheKindsColumns(string path, string field, string apiVersion)
    {
        await server.Admin.PostAsync(Stable, """{"metadata":{"name":"f-table"},"spec":{"replicas":8,"display":{"title":"T"}}}""");

        var table = await server.GetJsonAsAsync(path + "?includeObject=Object&fieldSelector=metadata.name%3Df-table", "application/json;as=Table;g=meta.k8s.io;v=v1");

        Assert.Equal(["Name", "Title", "Replicas", "Age"], table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
        var row = Assert.Single(table["rows"]!.AsArray())!;
        Assert.Equal(["f-table", "T", "8"], row["cells"]!.AsArray().Take(3).Select(cell => (string)cell!));
        Assert.Equal(apiVersion, (string?)row["object"]!["apiVersion"]);
        Assert.Equal(8, (int?)row["object"]!["spec"]![field]);
    }

    [Fact]
    public async Task Table_OfOneObjectOfANewGroup_HasTheKindsColumns()
    {
        await server.Admin.CreateAsync(IssuedTokens, """{"metadata":{"name":"f-token"},"spec":{"audience":"vault"}}""");

        var table = await server.GetJsonAsAsync(IssuedTokens + "/f-token", "application/json;as=Table;g=meta.k8s.io;v=v1");

        Assert.Equal("vault", (string?)table["rows"]![0]!["cells"]![1]);
    }

    [Fact]
    public async Task Metadata_OfAList_IsThatOfTheObjects()
    {
        await server.CreateBetaAsync("f-metadata", """{"size":1}""");

        var list = await server.GetJsonAsAsync(Beta + "?fieldSelector=metadata.name%3Df-metadata", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");

        var item = Assert.Single(list["items"]!.AsArray())!;
        Assert.Equal("f-metadata", (string?)item["metadata"]!["name"]);
        Assert.Equal("PartialObjectMetadata", (string?)item["kind"]);
    }

    [Theory]
    [InlineData("/f-protobuf")]
    [InlineData("?fieldSelector=metadata.name%3Df-protobuf")]
    public async Task Protobuf_OfATestKind_IsThatOfItsSchema(string path)
    {
        await server.Admin.PostAsync(Beta, """{"metadata":{"name":"f-protobuf"},"spec":{"size":1,"title":"T"}}""");
        var json = (await server.GetAsAsync(Beta + path, "application/json")).Body;

        var (protobuf, mediaType) = await server.GetAsAsync(Beta + path, "application/vnd.kubernetes.protobuf");

        Assert.Equal("application/vnd.kubernetes.protobuf", mediaType);
        Assert.Equal(Convert.ToHexString(ProtobufEncoder.Encode(json.AsSpan().TrimEnd((byte)'\n'), TestKinds.Schemas)), Convert.ToHexString(protobuf));
        Assert.Contains("T", Encoding.Latin1.GetString(protobuf), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protobuf_OfATestKind_CanBeSent()
    {
        var sent = ProtobufEncoder.Encode(
            """{"kind":"IssuedToken","apiVersion":"tokens.signet.dev/v1alpha1","metadata":{"name":"f-sent"},"spec":{"audience":"a","subject":"s"}}"""u8, TestKinds.Schemas);
        using var body = new ByteArrayContent(sent);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.kubernetes.protobuf");

        using var created = await server.Admin.Http.PostAsync(new Uri(IssuedTokens, UriKind.Relative), body);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("""{"audience":"a","subject":"s"}""", (await server.GetAsync(IssuedTokens + "/f-sent"))["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Protobuf_WatchOfATestKind_SendsItsObjects()
    {
        await server.Admin.CreateAsync(IssuedTokens, """{"metadata":{"name":"f-watched"},"spec":{"audience":"protobuf-audience"}}""");

        using var watch = await RunningWatch.BeginAsync(
            server.Admin.Http, IssuedTokens + "?watch=true&fieldSelector=metadata.name%3Df-watched", "application/vnd.kubernetes.protobuf;stream=watch");

        await watch.UntilSaysAsync("protobuf-audience");
    }

    [Fact]
    public async Task OpenApi_HasADocumentForEachVersion()
    {
        var index = (await server.GetAsync("/openapi/v3"))["paths"]!.AsObject();

        foreach (var (name, type, field) in new[]
        {
            ("apis/example.test/v1", "test.example.v1.WidgetSpec", "replicas"),
            ("apis/example.test/v1beta1", "test.example.v1beta1.WidgetSpec", "size"),
            ("apis/tokens.signet.dev/v1alpha1", "test.tokens.v1alpha1.IssuedTokenSpec", "audience"),
        })
        {
            var document = await server.GetAsync((string)index[name]!["serverRelativeURL"]!);
            Assert.NotNull(document["components"]!["schemas"]![type]!["properties"]![field]);
            Assert.NotNull(document["paths"]![$"/{name}/"]);
        }

        Assert.True(index.ContainsKey("apis/example.test"));
    }

    [Fact]
    public async Task OpenApi_OperationsOfEachVersion_AreNamedForIt()
    {
        var beta = await server.GetAsync("/openapi/v3/apis/example.test/v1beta1");
        var get = beta["paths"]!["/apis/example.test/v1beta1/namespaces/{namespace}/widgets/{name}"]!["get"]!;

        Assert.Equal("readExampleTestV1beta1NamespacedWidget", (string?)get["operationId"]);
        Assert.Equal("""["exampleTest_v1beta1"]""", get["tags"]!.ToJsonString());
        Assert.Equal("""{"group":"example.test","version":"v1beta1","kind":"Widget"}""", get["x-kubernetes-group-version-kind"]!.ToJsonString());
        var tokens = (await server.GetAsync("/openapi/v3/apis/tokens.signet.dev/v1alpha1"))["paths"]!["/apis/tokens.signet.dev/v1alpha1/issuedtokens/{name}"]!.AsObject();
        Assert.Equal(["delete", "get"], tokens.Select(method => method.Key).Where(name => name != "parameters").Order());
        var all = await server.GetAsync("/openapi/v2");
        Assert.NotNull(all["paths"]!["/apis/example.test/v1/namespaces/{namespace}/widgets"]);
        Assert.NotNull(all["definitions"]!["test.example.v1beta1.Widget"]);
    }
}
