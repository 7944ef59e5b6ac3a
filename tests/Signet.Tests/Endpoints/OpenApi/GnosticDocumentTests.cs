using System.Text;
using System.Text.Json;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Endpoints.Api;
using Signet.Server.Endpoints.OpenApi;
using Signet.Tests.Schema.Protobuf;

namespace Signet.Tests.Endpoints.OpenApi;

/// <summary>Swagger 2.0 in gnostic's protobuf: known bytes, and the whole document.</summary>
public sealed class GnosticDocumentTests
{
    private static readonly OpenApiDocuments Documents = new(ServedApi.Of(ServedKinds.Registry), "v1");

    [Fact]
    public void Convert_Definitions_HaveTheseBytes() => AssertBytes(
        Wire.Content(
            9,
            Wire.Content(
                1, Wire.Text(1, "a.B"), Wire.Content(
                    2,
                    Wire.Text(4, "d"),
                    Wire.Content(22, Wire.Text(1, "object")),
                    Wire.Text(19, "x"),
                    Wire.Content(
                        25,
                        Wire.Content(1, Wire.Text(1, "x"), Wire.Content(2, Wire.Text(1, "#/definitions/a.C"))),
                        Wire.Content(
                            1, Wire.Text(1, "y"), Wire.Content(
                                2, Wire.Content(22, Wire.Text(1, "array")), Wire.Content(23, Wire.Content(1, Wire.Content(22, Wire.Text(1, "string")))))),
                        Wire.Content(
                            1, Wire.Text(1, "z"), Wire.Content(2, Wire.Content(21, Wire.Content(1, Wire.Text(2, "byte"))), Wire.Content(5, Wire.Text(2, "false"))))),
                    Wire.Content(31, Wire.Text(1, "x-kubernetes-list-map-keys"), Wire.Content(2, Wire.Text(2, "[\"k\"]")))))),
        """
        {"definitions":{"a.B":{"description":"d","type":"object","required":["x"],"properties":{
          "x":{"$ref":"#/definitions/a.C"},
          "y":{"type":"array","items":{"type":"string"}},
          "z":{"additionalProperties":{"format":"byte"},"default":false}},
         "x-kubernetes-list-map-keys":["k"]}}}
        """);

    [Fact]
    public void Convert_PathsAndOtherMembers_HaveTheseBytes() => AssertBytes(
        Wire.Join(
            Wire.Text(1, "2.0"),
            Wire.Content(2, Wire.Text(1, "t"), Wire.Text(2, "v")),
            Wire.Content(8, Wire.Content(2, Wire.Text(1, "/p"), Wire.Content(
                2,
                Wire.Content(
                    8,
                    Wire.Text(1, "core"), Wire.Text(5, "id"), Wire.Text(7, "*/*"), Wire.Text(6, "a/b"), Wire.Text(6, "a/c"), Wire.Text(10, "https"),
                    Wire.Content(8, Wire.Content(1, Wire.Content(
                        1, Wire.Text(2, "body"), Wire.Text(3, "body"), Wire.Number(4, 1), Wire.Content(5, Wire.Text(1, "#/definitions/a.B"))))),
                    Wire.Content(8, Wire.Content(1, Wire.Content(2, Wire.Content(
                        3, Wire.Text(4, "dryRun"), Wire.Text(2, "query"), Wire.Text(3, "d"), Wire.Text(6, "string"), Wire.Number(20, 1))))),
                    Wire.Content(9, Wire.Content(1, Wire.Text(1, "200"), Wire.Content(2, Wire.Content(
                        1, Wire.Text(1, "OK"), Wire.Content(2, Wire.Content(1, Wire.Content(22, Wire.Text(1, "string")))))))),
                    Wire.Content(13, Wire.Text(1, "x-kubernetes-action"), Wire.Content(2, Wire.Text(2, "\"patch\"")))),
                Wire.Content(9, Wire.Content(1, Wire.Content(2, Wire.Content(
                    4, Wire.Text(4, "name"), Wire.Text(2, "path"), Wire.Number(1, 1), Wire.Text(5, "string"), Wire.Number(19, 1)))))))),
            Wire.Content(13, Wire.Content(1, Wire.Text(1, "B"), Wire.Content(2, Wire.Content(
                2, Wire.Text(1, "apiKey"), Wire.Text(4, "d"), Wire.Text(2, "n"), Wire.Text(3, "header"))))),
            Wire.Content(12, Wire.Content(1, Wire.Text(1, "B"), Wire.Content(2)))),
        """
        {"swagger":"2.0","info":{"title":"t","version":"v"},
         "paths":{"/p":{"patch":{"tags":["core"],"operationId":"id","consumes":["*/*"],"produces":["a/b","a/c"],"schemes":["https"],
           "parameters":[{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/a.B"}},
            {"name":"dryRun","in":"query","description":"d","type":"string","uniqueItems":true}],
           "responses":{"200":{"description":"OK","schema":{"type":"string"}}},
           "x-kubernetes-action":"patch"},
          "parameters":[{"name":"name","in":"path","required":true,"type":"string","uniqueItems":true}]}},
         "securityDefinitions":{"B":{"type":"apiKey","description":"d","name":"n","in":"header"}},
         "security":[{"B":[]}]}
        """);

    [Theory]
    [InlineData("""{"host":"x"}""")]
    [InlineData("""{"definitions":{"a":{"oneOf":[]}}}""")]
    [InlineData("""{"paths":{"/":{"get":{"parameters":[{"in":"cookie"}]}}}}""")]
    public void Convert_MemberWithoutAField_Throws(string json) =>
        Assert.Throws<InvalidOperationException>(() => GnosticDocument.Convert(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void V2_InProtobuf_HasEveryPathAndEveryType()
    {
        using var json = JsonDocument.Parse(Documents.V2.Bytes);
        var (paths, types) = (new List<string>(), new List<string>());
        var document = new WireReader(Documents.V2Protobuf.Bytes);
        while (document.Read())
        {
            if (document.Tag is 8 or 9)
            {
                var target = document.Tag == 8 ? paths : types;
                for (var entries = new WireReader(document.Content); entries.Read();)
                {
                    var entry = new WireReader(entries.Content);
                    entry.Read();
                    target.Add(Encoding.UTF8.GetString(entry.Content));
                }
            }
        }

        Assert.Equal(json.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name), paths);
        Assert.Equal(json.RootElement.GetProperty("definitions").EnumerateObject().Select(type => type.Name), types);
    }

    private static void AssertBytes(byte[] expected, string json) =>
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(GnosticDocument.Convert(Encoding.UTF8.GetBytes(json))));
}
