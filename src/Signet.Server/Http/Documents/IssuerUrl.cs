using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Documents;

/// <summary>
/// The values that are allowed for an issuer (OpenID Connect Discovery 1.0, section 3): an <c>https://</c> URL, or
/// a name, which has no documents of its own. Relying parties compare issuers as strings, so nothing is normalised.
/// </summary>
internal static class IssuerUrl
{
    /// <summary>The allowed values, for error messages.</summary>
    public const string Allowed =
        "an https:// URL (in lower case, with a host; without user, query, fragment, blanks, encoded slashes, and segments . or ..), or a name without a colon";

    private const string Scheme = "https://";

    /// <summary>Whether a value may be an issuer. As in kube-apiserver, a value with a colon has to be a URL.</summary>
    public static bool IsAllowed(string value) => value.Length > 0 && (!value.Contains(':', StringComparison.Ordinal) || IsUrl(value));

    /// <summary>Whether a value is the URL of an issuer or of a document of one.</summary>
    public static bool IsUrl(string value) =>
        value.StartsWith(Scheme, StringComparison.Ordinal) &&
        !value.AsSpan().ContainsAny(" \t\r\n\\") &&
        !value.Any(char.IsControl) &&
        Uri.TryCreate(value, UriKind.Absolute, out var uri) &&
        uri is { Host.Length: > 0, Query: "", Fragment: "", UserInfo: "" } &&
        !value.AsSpan().ContainsAny("?#") &&
        IsServable(RawPathOf(value));

    /// <summary>The decoded path of an issuer that <see cref="IsAllowed"/>, with its trailing slashes; empty for a name.</summary>
    public static string PathOf(string issuer) =>
        issuer.StartsWith(Scheme, StringComparison.Ordinal) && PercentEncoding.TryDecode(RawPathOf(issuer), plusIsBlank: false, out var path) ? path : "";

    /// <summary>The address of a path below the issuer, or below the server's address when the issuer is a name.</summary>
    public static string Beneath(string issuer, string serverAddress, string path) =>
        (issuer.StartsWith(Scheme, StringComparison.Ordinal) ? issuer.TrimEnd('/') : Scheme + serverAddress) + path;

    private static ReadOnlySpan<char> RawPathOf(string url)
    {
        var slash = url.IndexOf('/', Scheme.Length);
        return slash < 0 ? [] : url.AsSpan(slash);
    }

    /// <summary>HTTP clients remove dot segments before they send a request, and an encoded slash is refused (<see cref="RequestTarget"/>).</summary>
    private static bool IsServable(ReadOnlySpan<char> rawPath)
    {
        if (rawPath.Contains("%2f", StringComparison.OrdinalIgnoreCase) || !PercentEncoding.TryDecode(rawPath, plusIsBlank: false, out var path))
        {
            return false;
        }

        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(segment) is "." or "..")
            {
                return false;
            }
        }

        return true;
    }
}
