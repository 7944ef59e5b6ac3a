using System.Buffers;
using System.Text.Json;
using Signet.Core.Schema;
using Signet.Server.Endpoints.Api;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>All documents of both dialects; each is rendered on first use and cached.</summary>
internal sealed class OpenApiDocuments
{
    private readonly OpenApiWriter _writer;
    private readonly SortedDictionary<string, Lazy<OpenApiDocument>> _v3 = new(StringComparer.Ordinal);
    private readonly Lazy<OpenApiDocument> _v2;
    private readonly Lazy<OpenApiDocument> _v2Protobuf;
    private readonly Lazy<byte[]> _index;

    /// <summary>Creates the documents of an API.</summary>
    /// <param name="api">The served API.</param>
    /// <param name="version">The version in the documents.</param>
    public OpenApiDocuments(ServedApi api, string version)
    {
        _writer = new OpenApiWriter(new OpenApiTypes(api.Registry.Schemas), version);
        var resources = new ResourceOperations(api.Registry);
        var everything = new List<Func<IEnumerable<OpenApiOperation>>>();
        Add("api", () => [DiscoveryOperations.Versions]);
        Add("apis", () => [DiscoveryOperations.Groups]);
        Add("version", () => [DiscoveryOperations.Version]);
        Add(".well-known/openid-configuration", () => [DiscoveryOperations.Issuer]);
        Add("openid/v1/jwks", () => [DiscoveryOperations.KeySet]);
        AddVersions(api.Core);
        foreach (var group in api.Groups)
        {
            Add($"apis/{group.Name}", () => [DiscoveryOperations.Group(new(group.Preferred.GroupVersion))]);
            AddVersions(group);
        }

        _v2 = new(() => Render(OpenApiDialect.V2, [.. everything.SelectMany(operations => operations())]));
        _v2Protobuf = new(() => new OpenApiDocument(OpenApiDocument.ProtobufType, GnosticDocument.Convert(_v2.Value.Bytes)));
        _index = new(RenderIndex);

        void AddVersions(ServedGroup group)
        {
            foreach (var served in group.Versions)
            {
                Add(served.GroupVersion.Path[1..], () => [DiscoveryOperations.Resources(new(served.GroupVersion)), .. resources.Of(served)]);
            }
        }

        void Add(string name, Func<IEnumerable<OpenApiOperation>> operations)
        {
            _v3[name] = new(() => Render(OpenApiDialect.V3, [.. operations()]));
            everything.Add(operations);
        }
    }

    /// <summary>The document of Swagger 2.0.</summary>
    public OpenApiDocument V2 => _v2.Value;

    /// <summary>The document of Swagger 2.0 in protobuf.</summary>
    public OpenApiDocument V2Protobuf => _v2Protobuf.Value;

    /// <summary>The index of OpenAPI 3.0: names and addresses of all documents.</summary>
    public byte[] Index => _index.Value;

    /// <summary>A document of OpenAPI 3.0 by its name (<c>api/v1</c>), or null.</summary>
    public OpenApiDocument? Find(string name) => _v3.TryGetValue(name, out var found) ? found.Value : null;

    /// <summary>The address of a document with its hash, whose content never changes.</summary>
    public static string AddressOf(string name, OpenApiDocument document) => $"/openapi/v3/{name}?hash={document.Hash}";

    private OpenApiDocument Render(OpenApiDialect dialect, IReadOnlyList<OpenApiOperation> operations)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        _writer.Write(writer, dialect, operations);
        writer.Flush();
        return new OpenApiDocument(OpenApiDocument.JsonType, buffer.WrittenSpan.ToArray());
    }

    private byte[] RenderIndex()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartObject("paths"u8);
        foreach (var (name, document) in _v3)
        {
            writer.WriteStartObject(name);
            writer.WriteString("serverRelativeURL"u8, AddressOf(name, document.Value));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
