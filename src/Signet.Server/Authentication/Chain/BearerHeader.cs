using Microsoft.Extensions.Primitives;

namespace Signet.Server.Authentication.Chain;

/// <summary>
/// Reads a bearer token from the Authorization header exactly as kube-apiserver does (<c>request/bearertoken</c>): only the first header line is
/// used, and a value that is not <c>Bearer TOKEN</c> is ignored.
/// </summary>
internal static class BearerHeader
{
    /// <summary>The warning for a header with surplus space before the token.</summary>
    public const string ExtraSpace =
        "the provided Authorization header contains extra space before the bearer token, and is ignored";

    /// <summary>Whether the header has a character that is not allowed in a header (RFC 9110, section 5.5). A tab is allowed.</summary>
    public static bool HasControlCharacter(StringValues header)
    {
        foreach (var line in header)
        {
            if (line.AsSpan().ContainsAnyInRange('\0', '\b') || line.AsSpan().ContainsAnyInRange('\n', '\x1f') || line.AsSpan().Contains('\x7f'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The token, or null.</summary>
    /// <param name="header">All lines of the header.</param>
    /// <param name="warning">The warning for the client; null for none.</param>
    public static string? Read(StringValues header, out string? warning)
    {
        warning = null;
        var line = header.Count == 0 ? "" : (header[0] ?? "").Trim();
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || !line.AsSpan(0, blank).Equals("bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = line[(blank + 1)..];
        var end = rest.IndexOf(' ', StringComparison.Ordinal);
        var token = end < 0 ? rest : rest[..end];
        if (token.Length > 0)
        {
            return token;
        }

        warning = rest.Length > 0 ? ExtraSpace : null;
        return null;
    }
}
