using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Http.Answers;

/// <summary>
/// Converts an object or a list from canonical JSON to the negotiated format (apiserver, <c>pkg/endpoints/handlers/response.go</c>):
/// first to the negotiated shape, then to the encoding. A Status keeps its shape.
/// </summary>
internal static class ObjectRenderer
{
    private const string ListSuffix = "List";

    /// <param name="json">The object or list, in canonical form.</param>
    /// <param name="resource">The resource, whose strategy defines its table; null for objects that are not of a stored kind.</param>
    /// <param name="format">The form.</param>
    /// <param name="now">For ages in tables.</param>
    /// <returns>The bytes, or a 406 when the shape of an object is requested for a list, or that of a list for an object.</returns>
    public static Outcome<ReadOnlyMemory<byte>> Render(ReadOnlyMemory<byte> json, ResourceDefinition? resource, AnswerFormat format, DateTimeOffset now) =>
        RenderJson(json, resource, format, now, isContinued: false).TryGetValue(out var shaped, out var error)
            ? Encode(shaped, SchemasOf(resource), format)
            : error;

    /// <summary>The schemas of the types in answers about a resource.</summary>
    public static SchemaCatalog SchemasOf(ResourceDefinition? resource) => resource?.Schema.Catalog ?? SchemaCatalog.Kubernetes;

    /// <summary>The JSON of one object of a watch. The stream encodes it.</summary>
    public static Outcome<ReadOnlyMemory<byte>> RenderJson(
        ReadOnlyMemory<byte> json, ResourceDefinition? resource, AnswerFormat format, DateTimeOffset now, bool isContinued) =>
        format.Shape == AnswerShape.Whole ? json : Reshape(json, resource, format, now, isContinued);

    /// <summary>Encodes an object or list without changing its shape.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> json, SchemaCatalog schemas, AnswerFormat format) => format.Encoding switch
    {
        BodyFormat.Yaml => JsonToYaml.Convert(json.Span),
        BodyFormat.Protobuf => ProtobufEncoder.Encode(json.Span, schemas),
        _ => format.IsIndented ? IndentedJson.Rewrite(json.Span) : json,
    };

    private static Outcome<ReadOnlyMemory<byte>> Reshape(
        ReadOnlyMemory<byte> json, ResourceDefinition? resource, AnswerFormat format, DateTimeOffset now, bool isContinued)
    {
        var kind = TypeMetaReader.Read(json.Span);
        if (kind is { Kind: "Status", Group: "" })
        {
            return json;
        }

        var version = format.MetaVersion!;
        var isList = kind.Kind.EndsWith(ListSuffix, StringComparison.Ordinal);
        switch (format.Shape)
        {
            case AnswerShape.Metadata:
                return isList ? NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list ({kind.Kind})")
                    : PartialMetadata.Render(json, version);
            case AnswerShape.MetadataList:
                return isList ? PartialMetadata.RenderList(json, version)
                    : NotAcceptable($"you requested PartialObjectMetadataList, but the requested object is not a list ({kind.Kind})");
            default:
                var itemKind = isList ? kind with { Kind = kind.Kind[..^ListSuffix.Length] } : kind;
                var table = resource?.Strategy.Table ?? TableDefinition.NameAndCreation;
                return TableWriter.Render(json, table, itemKind, new TableOptions(version, format.Included, WithColumns: !isContinued), now);
        }
    }

    private static StatusError NotAcceptable(string why) => new() { Code = 406, Reason = StatusReasons.NotAcceptable, Message = why };
}
