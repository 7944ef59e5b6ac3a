namespace Signet.Cli.Publish;

/// <summary>A document that is published.</summary>
/// <param name="Path">The path beneath the host of the issuer, with a leading slash.</param>
/// <param name="IsKeySet">Whether it is a JWKS; otherwise it is a discovery document.</param>
/// <param name="Content">The bytes.</param>
internal sealed record PublishedDocument(string Path, bool IsKeySet, byte[] Content)
{
    /// <summary>The media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>The value of Cache-Control.</summary>
    public required string CacheControl { get; init; }

    /// <summary>The segments of the path. They are not empty, not <c>.</c> and not <c>..</c>.</summary>
    public IReadOnlyList<string> Segments => Path[1..].Split('/');

    /// <summary>Whether the path can be used beneath a directory or a URL, whatever the server says.</summary>
    public static bool IsAllowed(string path) => path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) &&
        path[1..].Split('/').All(segment => segment is not ("" or "." or "..") && (!OperatingSystem.IsWindows() || segment.AsSpan().IndexOfAny('\\', ':') < 0));
}
