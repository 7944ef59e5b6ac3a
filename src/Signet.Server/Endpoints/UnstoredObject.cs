using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Server.Endpoints;

/// <summary>What objects have in common that are answered and never stored: reviews and token requests.</summary>
internal static class UnstoredObject
{
    private static readonly SchemaType Metadata = SchemaCatalog.Kubernetes["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"];

    /// <summary>Begins the object: its kind and its metadata. Spec, status and the end are the caller's.</summary>
    public static void WriteHead(Utf8JsonWriter writer, GroupVersionKind kind, JsonObject metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, kind.Kind);
        writer.WriteString("apiVersion"u8, kind.ApiVersion);
        writer.WritePropertyName("metadata"u8);
        CanonicalJson.Write(writer, metadata, Metadata);
    }
}
