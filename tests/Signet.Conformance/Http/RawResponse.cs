using System.IO.Compression;

namespace Signet.Conformance.Http;

/// <summary>A response with its header lines in order, not combined.</summary>
internal sealed record RawResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The body, decompressed.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Finds the first header with a name.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether the server closes the connection after the response.</summary>
    public bool Closes => Header("connection")?.Contains("close", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>The response with its body decompressed.</summary>
    public RawResponse Unpacked()
    {
        if (Header("content-encoding") != "gzip")
        {
            return this;
        }

        using var packed = new GZipStream(new MemoryStream(Body), CompressionMode.Decompress);
        using var content = new MemoryStream();
        packed.CopyTo(content);
        return this with { Body = content.ToArray() };
    }
}
