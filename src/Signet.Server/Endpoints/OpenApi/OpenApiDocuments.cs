using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Signet.Core.Resources;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>A rendered document.</summary>
/// <param name="Json">Its bytes.</param>
/// <param name="Hash">The SHA-512 of them in upper-case hex: its entity tag, and part of its address.</param>
internal sealed record OpenApiDocument(byte[] Json, string Hash);

/// <summary>All documents of both dialects; each is rendered when it is first asked for, and then kept.</summary>
internal sealed class OpenApiDocuments
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly OpenApiWriter _writer;
    private readonly SortedDictionary<string, Lazy<OpenApiDocument>> _v3 = new(StringComparer.Ordinal);
    private readonly Lazy<OpenApiDocument> _v2;
    private readonly Lazy<byte[]> _compressedV2;
    private readonly Lazy<byte[]> _index;

    /// <summary>Documents of what is served.</summary>
    public OpenApiDocuments(ResourceRegistry registry, IReadOnlyList<VirtualResource> others, IReadOnlyList<string> groups, string version)
    {
        _writer = new OpenApiWriter(new OpenApiTypes(), version);
        var resources = new ResourceOperations(registry, others);
        var everything = new List<Func<IEnumerable<OpenApiOperation>>>();
        Add("api", () => [DiscoveryOperations.Versions]);
        Add("apis", () => [DiscoveryOperations.Groups]);
        Add("version", () => [DiscoveryOperations.Version]);
        Add(".well-known/openid-configuration", () => [DiscoveryOperations.Issuer]);
        Add("openid/v1/jwks", () => [DiscoveryOperations.KeySet]);
        Add("api/v1", () => [DiscoveryOperations.Resources(new("")), .. resources.Of("")]);
        foreach (var group in groups)
        {
            Add($"apis/{group}", () => [DiscoveryOperations.Group(new(group))]);
            Add($"apis/{group}/v1", () => [DiscoveryOperations.Resources(new(group)), .. resources.Of(group)]);
        }

        _v2 = new(() => Render(OpenApiDialect.V2, [.. everything.SelectMany(operations => operations())]));
        _compressedV2 = new(() => Compress(_v2.Value.Json));
        _index = new(RenderIndex);

        void Add(string name, Func<IEnumerable<OpenApiOperation>> operations)
        {
            _v3[name] = new(() => Render(OpenApiDialect.V3, [.. operations()]));
            everything.Add(operations);
        }
    }

    /// <summary>The document of Swagger 2.0.</summary>
    public OpenApiDocument V2 => _v2.Value;

    /// <summary>The same, gzipped.</summary>
    public byte[] CompressedV2 => _compressedV2.Value;

    /// <summary>The names of all documents of OpenAPI 3.0, with their addresses.</summary>
    public byte[] Index => _index.Value;

    /// <summary>A document of OpenAPI 3.0 by its name (<c>api/v1</c>), or null.</summary>
    public OpenApiDocument? Find(string name) => _v3.TryGetValue(name, out var found) ? found.Value : null;

    /// <summary>Where a document is whose content never changes.</summary>
    public static string AddressOf(string name, OpenApiDocument document) => $"/openapi/v3/{name}?hash={document.Hash}";

    private OpenApiDocument Render(OpenApiDialect dialect, IReadOnlyList<OpenApiOperation> operations)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var writer = new Utf8JsonWriter(buffer, Options);
        _writer.Write(writer, dialect, operations);
        writer.Flush();
        var json = buffer.WrittenSpan.ToArray();
        return new OpenApiDocument(json, Convert.ToHexString(SHA512.HashData(json)));
    }

    private byte[] RenderIndex()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, Options);
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

    private static byte[] Compress(byte[] json)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(json);
        }

        return compressed.ToArray();
    }
}
