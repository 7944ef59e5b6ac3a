using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>An object sent by a client, decoded by its schema: it has only known fields, each of the right type.</summary>
/// <param name="Root">The object, with kind and apiVersion.</param>
/// <param name="StrictIssues">
/// The errors of strict decoding, in the order of the document: <c>unknown field "spec.x"</c>, <c>duplicate field "spec.y"</c>.
/// </param>
/// <param name="DeclaredKind">The kind and version that the document declares.</param>
internal sealed record DecodedObject(JsonObject Root, IReadOnlyList<string> StrictIssues, GroupVersionKind DeclaredKind)
{
    /// <summary>The kind of <see cref="Root"/>: the expected one, or another version of it that the schema knows.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>The kind and type that a document is decoded by: those of its own version if the schema knows it, else the expected ones.</summary>
    internal static (GroupVersionKind Kind, SchemaType Type) FormOf(GroupVersionKind declared, GroupVersionKind expected, SchemaType type) =>
        declared != expected && type.Catalog.Kinds.TryGetValue(declared, out var name) ? (declared, type.Catalog[name]) : (expected, type);

    /// <summary>The 400 of strict decoding.</summary>
    public StatusError StrictError(GroupVersionKind kind) =>
        DecodingErrors.CannotBeHandled(DeclaredKind, kind, "strict decoding error: " + string.Join(", ", StrictIssues));

    /// <summary>
    /// The 400 for a document of another version than the endpoint expects, else null. Patches do not call it: they accept every version that can be
    /// decoded.
    /// </summary>
    public StatusError? CheckVersion(GroupVersionKind kind) => DeclaredKind == kind ? null : DecodingErrors.VersionMismatch(DeclaredKind, kind);
}
