using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Server.Endpoints.Api;
using Signet.Server.Http.Answers;

namespace Signet.Server.Endpoints.Discovery;

/// <summary>The legacy (not aggregated) discovery documents (<c>meta/v1</c>; apiserver, <c>pkg/endpoints/discovery</c>).</summary>
internal static class DiscoveryDocuments
{
    /// <summary>The <c>apiVersion</c> of the documents themselves.</summary>
    private const string MetaVersion = "v1";

    /// <summary><c>/api</c>: APIVersions.</summary>
    public static byte[] RenderVersions(ServedGroup core, string serverAddress) => Render(writer =>
    {
        writer.WriteString("kind"u8, "APIVersions"u8);
        writer.WriteStrings("versions", [.. core.Versions.Select(version => version.GroupVersion.Version)]);
        writer.WriteStartArray("serverAddressByClientCIDRs"u8);
        writer.WriteStartObject();
        writer.WriteString("clientCIDR"u8, "0.0.0.0/0"u8);
        writer.WriteString("serverAddress"u8, serverAddress);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    /// <summary><c>/apis</c>: APIGroupList.</summary>
    public static byte[] RenderGroups(IReadOnlyList<ServedGroup> groups) => Render(writer =>
    {
        writer.WriteString("kind"u8, "APIGroupList"u8);
        writer.WriteString("apiVersion"u8, MetaVersion);
        writer.WriteStartArray("groups"u8);
        foreach (var group in groups)
        {
            writer.WriteStartObject();
            WriteGroup(writer, group);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary><c>/apis/GROUP</c>: APIGroup.</summary>
    public static byte[] RenderGroup(ServedGroup group) => Render(writer =>
    {
        writer.WriteString("kind"u8, "APIGroup"u8);
        writer.WriteString("apiVersion"u8, MetaVersion);
        WriteGroup(writer, group);
    });

    /// <summary><c>/api/VERSION</c>, <c>/apis/GROUP/VERSION</c>: APIResourceList.</summary>
    public static byte[] RenderResources(ServedVersion version) => Render(writer =>
    {
        writer.WriteString("kind"u8, "APIResourceList"u8);
        if (version.GroupVersion.Group.Length > 0)
        {
            // The core group's list has no apiVersion, as recorded.
            writer.WriteString("apiVersion"u8, MetaVersion);
        }

        writer.WriteString("groupVersion"u8, version.GroupVersion.ToString());
        writer.WriteStartArray("resources"u8);
        var stored = version.Stored.Select(resource => (Name: resource.Plural, Write: (Action)(() => WriteStored(writer, resource))));
        var others = version.Others.Select(other => (other.Name, Write: (Action)(() => WriteVirtual(writer, other))));
        foreach (var (_, write) in stored.Concat(others).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            write();
        }

        writer.WriteEndArray();
    });

    private static byte[] Render(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writeMembers(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteGroup(Utf8JsonWriter writer, ServedGroup group)
    {
        writer.WriteString("name"u8, group.Name);
        writer.WriteStartArray("versions"u8);
        foreach (var version in group.Versions)
        {
            WriteVersion(writer, version.GroupVersion);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("preferredVersion"u8);
        WriteVersion(writer, group.Preferred.GroupVersion);
    }

    private static void WriteVersion(Utf8JsonWriter writer, GroupVersion version)
    {
        writer.WriteStartObject();
        writer.WriteString("groupVersion"u8, version.ToString());
        writer.WriteString("version"u8, version.Version);
        writer.WriteEndObject();
    }

    private static void WriteStored(Utf8JsonWriter writer, ResourceDefinition resource)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, resource.Plural);
        writer.WriteString("singularName"u8, resource.Singular);
        writer.WriteBoolean("namespaced"u8, resource.Namespaced);
        writer.WriteString("kind"u8, resource.Kind.Kind);
        writer.WriteStrings("verbs", resource.Verbs);
        writer.WriteStringsUnlessEmpty("shortNames", resource.ShortNames);
        writer.WriteStringsUnlessEmpty("categories", resource.Categories);
        writer.WriteString("storageVersionHash"u8, StorageVersionHash(resource.Stored.Kind));
        writer.WriteEndObject();
    }

    private static void WriteVirtual(Utf8JsonWriter writer, VirtualResource other)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, other.Name);
        writer.WriteString("singularName"u8, other.Singular);
        writer.WriteBoolean("namespaced"u8, other.Namespaced);
        if (other.HasForeignKind)
        {
            writer.WriteString("group"u8, other.Kind.Group);
            writer.WriteString("version"u8, other.Kind.Version);
        }

        writer.WriteString("kind"u8, other.Kind.Kind);
        writer.WriteStrings("verbs", other.Verbs);
        writer.WriteEndObject();
    }

    /// <summary>A hash by which clients detect a changed stored version: the first 8 bytes of the SHA-256 of group, version and kind.</summary>
    private static string StorageVersionHash(GroupVersionKind stored) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{stored.Kind}")).AsSpan(0, 8));
}
