using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Schema;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>A kind whose objects are answered and not stored (reviews, token requests): reads the objects and writes the start of their answers.</summary>
internal sealed class UnstoredKind
{
    private static readonly SchemaType Metadata = SchemaCatalog.Kubernetes["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"];
    private readonly GroupVersionKind _kind;
    private readonly UnstoredFields _fields;

    /// <param name="kind">The kind.</param>
    /// <param name="nulls">Members of <c>spec</c> that Go writes as null when they are not set.</param>
    public UnstoredKind(GroupVersionKind kind, params ReadOnlySpan<string> nulls)
    {
        (_kind, Type) = (kind, SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[kind]]);
        _fields = new UnstoredFields(Type, kind.ApiVersion, nulls);
    }

    public SchemaType Type { get; }

    /// <summary>The type of a section: <c>spec</c>, <c>status</c>.</summary>
    /// <exception cref="KeyNotFoundException">The kind has no such section.</exception>
    public SchemaType SectionType(string name) => TypeOf(Type, name);

    /// <summary>The type of a field of a section.</summary>
    /// <exception cref="KeyNotFoundException">The section has no such field.</exception>
    public SchemaType SectionType(string name, string field) => TypeOf(SectionType(name), field);

    /// <summary>Reads the request body.</summary>
    public ValueTask<Outcome<ReceivedObject>> ReadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        ReceivedObject.ReadUnstoredAsync(request, Type, _kind, cancellationToken);

    /// <summary>Writes kind and metadata of the answer, with the client as manager of all received fields. The caller writes the rest and the end.</summary>
    public void WriteHead(Utf8JsonWriter writer, ApiRequest request, ReceivedObject received)
    {
        WriteKind(writer);
        received.Document.Metadata.ManagedFields = null;
        CanonicalJson.WriteFields(writer, received.Document.Metadata.Node, Metadata);
        _fields.Write(writer, received.Document, FieldManagers.Of(received.Options, request), Timestamps.Format(request.Now));
        writer.WriteEndObject();
    }

    /// <summary>Writes the kind and empty metadata of an answer that keeps nothing of the request.</summary>
    public void WriteHead(Utf8JsonWriter writer, JsonObject metadata)
    {
        WriteKind(writer);
        CanonicalJson.WriteFields(writer, metadata, Metadata);
        writer.WriteEndObject();
    }

    private void WriteKind(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, _kind.Kind);
        writer.WriteString("apiVersion"u8, _kind.ApiVersion);
        writer.WriteStartObject("metadata"u8);
    }

    private static SchemaType TypeOf(SchemaType type, string field) =>
        type.TryGetField(field, out var found) ? found.Type : throw new KeyNotFoundException($"{type.Name} has no field {field}");
}
