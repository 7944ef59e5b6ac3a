using System.IO.Compression;

namespace Signet.Conformance.Http;

/// <summary>An answer with its header lines in their order, none joined.</summary>
internal sealed record RawResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>Its content; unpacked if it came packed.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The first header of a name.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether the server closes the connection after it.</summary>
    public bool Closes => Header("connection")?.Contains("close", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>The same answer with its content unpacked.</summary>
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
