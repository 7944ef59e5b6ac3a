using System.IO.Compression;
using System.Security.Cryptography;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>A rendered document.</summary>
/// <param name="mediaType">The media type.</param>
/// <param name="bytes">Its bytes.</param>
internal sealed class OpenApiDocument(string mediaType, byte[] bytes)
{
    /// <summary>The media type of all documents.</summary>
    public const string JsonType = "application/json";

    /// <summary>The media type of the document of Swagger 2.0 in protobuf.</summary>
    public const string ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// <summary>The same with an <c>@</c>, which media types may not contain. kubectl asks for it, and gets <see cref="ProtobufType"/>.</summary>
    public const string LegacyProtobufType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private readonly Lazy<byte[]> _compressed = new(() => Compress(bytes));

    public string MediaType => mediaType;

    public byte[] Bytes => bytes;

    /// <summary>The bytes in gzip.</summary>
    public byte[] Compressed => _compressed.Value;

    /// <summary>The SHA-512 of the bytes in upper-case hex, which is the entity tag and part of the address.</summary>
    public string Hash { get; } = Convert.ToHexString(SHA512.HashData(bytes));

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
