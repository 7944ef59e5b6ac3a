using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Schema;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>A kind whose objects are answered and never stored, reviews and token requests: how they are read and how their answers begin.</summary>
internal sealed class UnstoredKind
{
    private static readonly SchemaType Metadata = SchemaCatalog.Kubernetes["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"];
    private readonly GroupVersionKind _kind;
    private readonly UnstoredFields _fields;

    /// <summary>Prepares for a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="nulls">Members of <c>spec</c> that Go writes as null when they are not set.</param>
    public UnstoredKind(GroupVersionKind kind, params ReadOnlySpan<string> nulls)
    {
        (_kind, Type) = (kind, SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[kind]]);
        _fields = new UnstoredFields(Type, kind.ApiVersion, nulls);
    }

    /// <summary>The kind's type.</summary>
    public SchemaType Type { get; }

    /// <summary>The type of a section: <c>spec</c>, <c>status</c>.</summary>
    /// <exception cref="KeyNotFoundException">The kind has none of that name.</exception>
    public SchemaType SectionType(string name) => TypeOf(Type, name);

    /// <summary>The type of a field of a section.</summary>
    /// <exception cref="KeyNotFoundException">The section has none of that name.</exception>
    public SchemaType SectionType(string name, string field) => TypeOf(SectionType(name), field);

    /// <summary>Reads what a client sent.</summary>
    public ValueTask<Outcome<SentObject>> ReadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        SentObject.ReadUnstoredAsync(request, Type, _kind, cancellationToken);

    /// <summary>Begins an answer: kind, and the metadata that came, with the sender as owner of all fields that came. The rest and the end are the caller's.</summary>
    public void WriteHead(Utf8JsonWriter writer, ApiRequest request, SentObject sent)
    {
        WriteKind(writer);
        sent.Document.Metadata.ManagedFields = null;
        CanonicalJson.WriteFields(writer, sent.Document.Metadata.Node, Metadata);
        _fields.Write(writer, sent.Document, FieldManagers.Of(sent.Options, request), Timestamps.Format(request.Now));
        writer.WriteEndObject();
    }

    /// <summary>Begins an answer that keeps nothing of what came.</summary>
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
