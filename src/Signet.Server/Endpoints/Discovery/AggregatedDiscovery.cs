using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Server.Endpoints.Api;
using Signet.Server.Http.Answers;

namespace Signet.Server.Endpoints.Discovery;

/// <summary>
/// Aggregated discovery (<c>apidiscovery.k8s.io/v2</c> APIGroupDiscoveryList; apiserver,
/// <c>pkg/endpoints/discovery/aggregated</c>): a client needs two requests instead of one for each group.
/// </summary>
internal static class AggregatedDiscovery
{
    /// <summary>Renders the document of these groups.</summary>
    public static AggregatedDocument Render(IReadOnlyList<ServedGroup> groups)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "APIGroupDiscoveryList"u8);
        writer.WriteString("apiVersion"u8, "apidiscovery.k8s.io/v2"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        foreach (var group in groups)
        {
            WriteGroup(writer, group);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return new AggregatedDocument(buffer.WrittenSpan.ToArray());
    }

    private static void WriteGroup(Utf8JsonWriter writer, ServedGroup group)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        if (group.Name.Length > 0)
        {
            writer.WriteString("name"u8, group.Name);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("versions"u8);
        foreach (var version in group.Versions)
        {
            WriteVersion(writer, version);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteVersion(Utf8JsonWriter writer, ServedVersion version)
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, version.GroupVersion.Version);
        writer.WriteStartArray("resources"u8);
        var stored = version.Stored.Select(resource => (Name: resource.Plural, Write: (Action)(() => WriteStored(writer, version, resource))));
        var virtuals = version.Others.Where(other => !other.IsSubresource)
            .Select(other => (other.Name, Write: (Action)(() => WriteVirtual(writer, other))));
        foreach (var (_, write) in stored.Concat(virtuals).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            write();
        }

        writer.WriteEndArray();
        writer.WriteString("freshness"u8, "Current"u8);
        writer.WriteEndObject();
    }

    private static void WriteStored(Utf8JsonWriter writer, ServedVersion version, ResourceDefinition resource)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, resource.Plural);
        WriteKind(writer, isForeign: false, resource.Kind);
        writer.WriteString("scope"u8, ScopeOf(resource.Namespaced));
        writer.WriteString("singularResource"u8, resource.Singular);
        writer.WriteStrings("verbs", resource.Verbs);
        writer.WriteStringsUnlessEmpty("shortNames", resource.ShortNames);
        writer.WriteStringsUnlessEmpty("categories", resource.Categories);
        WriteSubresources(writer, version, resource);
        writer.WriteEndObject();
    }

    private static void WriteSubresources(Utf8JsonWriter writer, ServedVersion version, ResourceDefinition resource)
    {
        var prefix = resource.Plural + "/";
        var parts = version.Others.Where(other => other.Name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(other => other.Name, StringComparer.Ordinal)
            .ToList();
        if (parts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("subresources"u8);
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("subresource"u8, part.Name.AsSpan(prefix.Length));
            WriteKind(writer, part.HasForeignKind, part.Kind);
            writer.WriteStrings("verbs", part.Verbs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteVirtual(Utf8JsonWriter writer, VirtualResource other)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, other.Name);
        WriteKind(writer, other.HasForeignKind, other.Kind);
        writer.WriteString("scope"u8, ScopeOf(other.Namespaced));
        writer.WriteString("singularResource"u8, other.Singular);
        writer.WriteStrings("verbs", other.Verbs);
        writer.WriteEndObject();
    }

    /// <summary>Group and version are empty when they are those of the list.</summary>
    private static void WriteKind(Utf8JsonWriter writer, bool isForeign, GroupVersionKind kind)
    {
        writer.WriteStartObject("responseKind"u8);
        writer.WriteString("group"u8, isForeign ? kind.Group : "");
        writer.WriteString("version"u8, isForeign ? kind.Version : "");
        writer.WriteString("kind"u8, kind.Kind);
        writer.WriteEndObject();
    }

    private static string ScopeOf(bool namespaced) => namespaced ? "Namespaced" : "Cluster";
}
