using System.Text.Json;
using Signet.Core.Schema.Protobuf;
using static Signet.Server.Endpoints.OpenApi.GnosticParts;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>
/// Swagger 2.0 in protobuf, for kubectl before 1.28: gnostic's <c>openapi.v2.Document</c> (gnostic,
/// <c>openapiv2/OpenAPIv2.proto</c>), converted from the JSON document. Fields that the document does not use are missing here.
/// </summary>
internal static class GnosticDocument
{
    private static readonly GnosticMessage Schema = new(
        31,
        ("$ref", 1, Text),
        ("format", 2, Text),
        ("description", 4, Text),
        ("default", 5, Any),
        ("required", 19, Each(Text)),
        ("enum", 20, Each(Any)),
        ("additionalProperties", 21, Within(1, WriteSchema)),
        ("type", 22, Within(1, Each(Text))),
        ("items", 23, Within(1, Each(WriteSchema))),
        ("properties", 25, Within(1, Named(WriteSchema))));

    private static readonly GnosticMessage BodyParameter = new(
        6, ("description", 1, Text), ("name", 2, Text), ("in", 3, Text), ("required", 4, Flag), ("schema", 5, Schema.Write));

    private static readonly GnosticMessage QueryParameter = new(
        23, ("required", 1, Flag), ("in", 2, Text), ("description", 3, Text), ("name", 4, Text), ("type", 6, Text), ("uniqueItems", 20, Flag));

    private static readonly GnosticMessage PathParameter = new(
        22, ("required", 1, Flag), ("in", 2, Text), ("description", 3, Text), ("name", 4, Text), ("type", 5, Text), ("uniqueItems", 19, Flag));

    private static readonly GnosticMessage Response = new(5, ("description", 1, Text), ("schema", 2, Within(1, Schema.Write)));

    private static readonly GnosticMessage Operation = new(
        13,
        ("tags", 1, Each(Text)),
        ("summary", 2, Text),
        ("description", 3, Text),
        ("operationId", 5, Text),
        ("produces", 6, Each(Text)),
        ("consumes", 7, Each(Text)),
        ("parameters", 8, Each(WriteParameter)),
        ("responses", 9, Within(1, Named(Within(1, Response.Write)))),
        ("schemes", 10, Each(Text)));

    private static readonly GnosticMessage Path = new(
        10,
        ("get", 2, Operation.Write),
        ("put", 3, Operation.Write),
        ("post", 4, Operation.Write),
        ("delete", 5, Operation.Write),
        ("options", 6, Operation.Write),
        ("head", 7, Operation.Write),
        ("patch", 8, Operation.Write),
        ("parameters", 9, Each(WriteParameter)));

    private static readonly GnosticMessage Info = new(7, ("title", 1, Text), ("version", 2, Text));

    private static readonly GnosticMessage ApiKey = new(5, ("type", 1, Text), ("name", 2, Text), ("in", 3, Text), ("description", 4, Text));

    private static readonly GnosticMessage Document = new(
        16,
        ("swagger", 1, Text),
        ("info", 2, Info.Write),
        ("paths", 8, Within(2, Named(Path.Write))),
        ("definitions", 9, Within(1, Named(Schema.Write))),
        ("security", 12, Each(Within(1, Named(Within(1, Each(Text)))))),
        ("securityDefinitions", 13, Within(1, Named(Within(2, ApiKey.Write)))));

    /// <summary>Converts the document to protobuf.</summary>
    /// <param name="json">The document in JSON.</param>
    public static byte[] Convert(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var writer = new WireWriter(json.Length);
        Document.WriteFields(writer, document.RootElement);
        return writer.Written.ToArray();
    }

    /// <summary>A method, because the definition is recursive.</summary>
    private static void WriteSchema(WireWriter writer, int tag, JsonElement value) => Schema.Write(writer, tag, value);

    /// <summary>A parameter: of the body (1), or else (2) of the query (3) or of the path (4).</summary>
    private static void WriteParameter(WireWriter writer, int tag, JsonElement value)
    {
        var place = value.GetProperty("in").GetString() switch
        {
            "body" => Within(1, BodyParameter.Write),
            "query" => Within(2, Within(3, QueryParameter.Write)),
            "path" => Within(2, Within(4, PathParameter.Write)),
            var other => throw new InvalidOperationException($"no parameter lies in {other}"),
        };
        Within(1, place)(writer, tag, value);
    }
}
