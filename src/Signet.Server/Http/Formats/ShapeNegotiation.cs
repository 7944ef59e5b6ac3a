using Signet.Core.Primitives;
using Signet.Core.Resources.Tables;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Formats;

/// <summary>Chooses the shape of an answer: itself, a table, or metadata (<c>as</c>, <c>g</c> and <c>v</c> of an Accept clause).</summary>
internal static class ShapeNegotiation
{
    /// <summary>Whether a clause asks for a table or metadata.</summary>
    public static bool HasShape(AcceptClause clause) =>
        clause.Parameter("as").Length > 0 || clause.Parameter("g").Length > 0 || clause.Parameter("v").Length > 0;

    /// <summary>The shape that a clause asks for, or null when it is not offered.</summary>
    public static AnswerShape? Decide(AcceptClause clause, BodyFormat encoding, OfferedShapes offered) =>
        ShapeOf(clause, encoding) is { } shape && (offered == OfferedShapes.All || (offered == OfferedShapes.Metadata && shape != AnswerShape.Table))
            ? shape
            : null;

    /// <summary>The format of a table with the object of each row (<c>includeObject</c>), or a 400.</summary>
    public static Outcome<AnswerFormat> WithIncluded(AnswerFormat format, QueryParameters query) => (query.First("includeObject") ?? "") switch
    {
        "" or "Metadata" => format,
        "Object" => format with { Included = IncludedObject.Object },
        "None" => format with { Included = IncludedObject.None },
        var other => StatusErrors.BadRequest(
            $"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(other)}: must be 'Metadata', 'Object', 'None', or empty"),
    };

    /// <summary>The shape that a clause asks for, or null when it does not exist: there are no tables in protobuf.</summary>
    private static AnswerShape? ShapeOf(AcceptClause clause, BodyFormat encoding) =>
        clause.Parameter("g") != "meta.k8s.io" || clause.Parameter("v") is not ("v1" or "v1beta1") ? null : clause.Parameter("as") switch
        {
            "Table" when encoding != BodyFormat.Protobuf => AnswerShape.Table,
            "PartialObjectMetadata" => AnswerShape.Metadata,
            "PartialObjectMetadataList" => AnswerShape.MetadataList,
            _ => null,
        };
}
