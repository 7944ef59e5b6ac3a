using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Signet.Core.Resources;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Discovery;

/// <summary>What is served: <c>/api</c>, <c>/apis</c> and the lists beneath (apiserver, <c>pkg/endpoints/discovery</c>). Rendered once.</summary>
public sealed class DiscoveryEndpoints
{
    private readonly byte[] _versions;
    private readonly byte[] _groupList;
    private readonly Dictionary<string, byte[]> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _resources = new(StringComparer.Ordinal);
    private readonly AggregatedDocument _coreAggregated;
    private readonly AggregatedDocument _groupsAggregated;

    /// <summary>Renders the documents.</summary>
    /// <param name="registry">The stored resources.</param>
    /// <param name="others">What is served beside them.</param>
    /// <param name="serverAddress">Host and port that clients reach the server at.</param>
    public DiscoveryEndpoints(ResourceRegistry registry, IReadOnlyList<VirtualResource> others, string serverAddress)
    {
        Groups = [.. others.Select(other => other.Group).Concat(registry.All.Select(definition => definition.Kind.Group)).Where(group => group.Length > 0).Distinct()];
        _versions = Render(writer => WriteVersions(writer, serverAddress));
        _groupList = Render(WriteGroupList);
        foreach (var group in Groups)
        {
            _groups[group] = Render(writer =>
            {
                writer.WriteString("kind"u8, "APIGroup"u8);
                writer.WriteString("apiVersion"u8, "v1"u8);
                WriteGroup(writer, group);
            });
        }

        foreach (var group in (string[])["", .. Groups])
        {
            _resources[group] = Render(writer => WriteResources(writer, group, registry, others));
        }

        var aggregated = new AggregatedDiscovery(registry, others);
        _coreAggregated = aggregated.Render([""]);
        _groupsAggregated = aggregated.Render(Groups);
    }

    /// <summary>The API groups besides the core group.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Where the documents are, as <c>/</c> lists them: <c>/apis/</c> too.</summary>
    public IEnumerable<string> Paths => ["/api", "/api/v1", "/apis", "/apis/", .. Groups.SelectMany(group => (string[])[$"/apis/{group}", $"/apis/{group}/v1"])];

    /// <summary><c>/api</c>.</summary>
    public Answer AnswerVersions(ApiRequest request) => AnswerDocument(request, _versions, isFiltered: true, _coreAggregated);

    /// <summary><c>/apis</c>; with a slash behind it it is never aggregated, as recorded.</summary>
    public Answer AnswerGroupList(ApiRequest request) =>
        AnswerDocument(request, _groupList, isFiltered: false, request.Info.Path.EndsWith('/') ? null : _groupsAggregated);

    /// <summary>
    /// <c>/apis/GROUP</c>; the group is one of <see cref="Groups"/>. With more than one slash behind it another part of kube-apiserver
    /// answers, which filters media types.
    /// </summary>
    public Answer AnswerGroup(ApiRequest request, string group) =>
        AnswerDocument(request, _groups[group], isFiltered: request.Info.Path.EndsWith("//", StringComparison.Ordinal));

    /// <summary><c>/api/v1</c> for the core group, <c>/apis/GROUP/v1</c> for the others.</summary>
    public Answer AnswerResources(ApiRequest request, string group) => AnswerDocument(request, _resources[group], isFiltered: true);

    private static Answer AnswerDocument(ApiRequest request, byte[] json, bool isFiltered, AggregatedDocument? aggregated = null)
    {
        if (request.Info.Verb != "get")
        {
            return Core.Primitives.StatusErrors.MethodNotAllowed;
        }

        var http = request.Http.Request;
        if (aggregated is not null && Negotiation.DecideAggregated(http, request.Query) is { } wanted)
        {
            return aggregated.In(wanted);
        }

        var decided = isFiltered ? Negotiation.DecideWhole(http, request.Query) : Negotiation.DecideUnfiltered(http, request.Query);
        return decided.TryGetValue(out var format, out var error) ? new Answer.Object(200, json) { Format = format } : error;
    }

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

    private static void WriteVersions(Utf8JsonWriter writer, string serverAddress)
    {
        writer.WriteString("kind"u8, "APIVersions"u8);
        writer.WriteTexts("versions", ["v1"]);
        writer.WriteStartArray("serverAddressByClientCIDRs"u8);
        writer.WriteStartObject();
        writer.WriteString("clientCIDR"u8, "0.0.0.0/0"u8);
        writer.WriteString("serverAddress"u8, serverAddress);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void WriteGroupList(Utf8JsonWriter writer)
    {
        writer.WriteString("kind"u8, "APIGroupList"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartArray("groups"u8);
        foreach (var group in Groups)
        {
            writer.WriteStartObject();
            WriteGroup(writer, group);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteGroup(Utf8JsonWriter writer, string group)
    {
        writer.WriteString("name"u8, group);
        writer.WriteStartArray("versions"u8);
        WriteVersion(group);
        writer.WriteEndArray();
        writer.WritePropertyName("preferredVersion"u8);
        WriteVersion(group);

        void WriteVersion(string name)
        {
            writer.WriteStartObject();
            writer.WriteString("groupVersion"u8, $"{name}/v1");
            writer.WriteString("version"u8, "v1"u8);
            writer.WriteEndObject();
        }
    }

    private static void WriteResources(Utf8JsonWriter writer, string group, ResourceRegistry registry, IReadOnlyList<VirtualResource> others)
    {
        writer.WriteString("kind"u8, "APIResourceList"u8);
        if (group.Length > 0)
        {
            // The core group's list has no apiVersion, as recorded.
            writer.WriteString("apiVersion"u8, "v1"u8);
        }

        writer.WriteString("groupVersion"u8, group.Length == 0 ? "v1" : $"{group}/v1");
        writer.WriteStartArray("resources"u8);
        var stored = registry.All.Where(definition => definition.Kind.Group == group)
            .Select(definition => (Name: definition.Plural, Write: (Action)(() => WriteStored(writer, definition))));
        var virtuals = others.Where(other => other.Group == group)
            .Select(other => (other.Name, Write: (Action)(() => WriteVirtual(writer, other))));
        foreach (var (_, write) in stored.Concat(virtuals).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            write();
        }

        writer.WriteEndArray();
    }

    private static void WriteStored(Utf8JsonWriter writer, ResourceDefinition definition)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, definition.Plural);
        writer.WriteString("singularName"u8, definition.Singular);
        writer.WriteBoolean("namespaced"u8, definition.Namespaced);
        writer.WriteString("kind"u8, definition.Kind.Kind);
        writer.WriteTexts("verbs", definition.Verbs);
        writer.WriteTextsUnlessEmpty("shortNames", definition.ShortNames);
        writer.WriteTextsUnlessEmpty("categories", definition.Categories);
        writer.WriteString("storageVersionHash"u8, StorageVersionHash(definition));
        writer.WriteEndObject();
    }

    private static void WriteVirtual(Utf8JsonWriter writer, VirtualResource other)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, other.Name);
        writer.WriteString("singularName"u8, other.Singular);
        writer.WriteBoolean("namespaced"u8, other.Namespaced);
        if (other.KindGroup.Length > 0)
        {
            writer.WriteString("group"u8, other.KindGroup);
            writer.WriteString("version"u8, "v1"u8);
        }

        writer.WriteString("kind"u8, other.Kind);
        writer.WriteTexts("verbs", other.Verbs);
        writer.WriteEndObject();
    }

    /// <summary>Tells clients when the stored form changes: the first 8 bytes of the SHA-256 of group, version and kind.</summary>
    private static string StorageVersionHash(ResourceDefinition definition)
    {
        var kind = definition.Stored.Kind;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Group}/{kind.Version}/{kind.Kind}")).AsSpan(0, 8));
    }
}
