using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>An object of a client's, checked against its schema: only known fields, each of its type.</summary>
/// <param name="Root">The object, with kind and apiVersion.</param>
/// <param name="StrictIssues">What a strict reading objects to, in the order of the document: <c>unknown field "spec.x"</c>, <c>duplicate field "spec.y"</c>.</param>
/// <param name="DeclaredKind">The kind and version that the document named.</param>
internal sealed record DecodedObject(JsonObject Root, IReadOnlyList<string> StrictIssues, GroupVersionKind DeclaredKind)
{
    /// <summary>The kind that <see cref="Root"/> is of: the wanted one, or another version of it that the schema knows.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>As which kind, and by which type, a document is read: in its own version when the schema knows that, else in the wanted one.</summary>
    internal static (GroupVersionKind Kind, SchemaType Type) FormOf(GroupVersionKind came, GroupVersionKind wanted, SchemaType type) =>
        came != wanted && type.Catalog.Kinds.TryGetValue(came, out var name) ? (came, type.Catalog[name]) : (wanted, type);

    /// <summary>The failure of a strict reading.</summary>
    public StatusError StrictError(GroupVersionKind kind) =>
        DecodingErrors.CannotBeHandled(DeclaredKind, kind, "strict decoding error: " + string.Join(", ", StrictIssues));

    /// <summary>Null when the document is of the version that an endpoint expects; else the 400. Patches do not ask: they take every version that can be read.</summary>
    public StatusError? CheckVersion(GroupVersionKind kind) => DeclaredKind == kind ? null : DecodingErrors.VersionMismatch(DeclaredKind, kind);
}
