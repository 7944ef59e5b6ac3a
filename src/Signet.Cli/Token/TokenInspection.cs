using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Tokens.Verification;

namespace Signet.Cli.Token;

/// <summary>Formats the header and the claims of a token for display.</summary>
internal static class TokenInspection
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    private const long MaxUnixSeconds = 253_402_300_799;

    /// <summary>The text; null when the value is not a JWT.</summary>
    public static string? Render(string token, DateTimeOffset now)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (JwtReader.TryRead(token) is not { } jwt || ParseObject(jwt.Payload.Span) is not { } claims || ParseHeader(token[..dot]) is not { } header)
        {
            return null;
        }

        var text = new StringBuilder("Not verified: the signature has not been checked.\n\nheader\n");
        foreach (var (name, value) in header)
        {
            AppendLine(text, "  ", name, Show(value));
        }

        text.Append("\nclaims\n");
        AppendClaims(text, "  ", claims, now);
        text.Append(CultureInfo.InvariantCulture, $"\nsignature\n  {jwt.Signature.Length} bytes\n");
        return text.ToString();
    }

    private static void AppendClaims(StringBuilder text, string indent, JsonObject claims, DateTimeOffset now)
    {
        foreach (var (name, value) in claims)
        {
            if (value is JsonObject nested)
            {
                text.Append(indent).Append(name).Append('\n');
                AppendClaims(text, indent + "  ", nested, now);
            }
            else if (name is "exp" or "iat" or "nbf" or "warnafter" && value is JsonValue number && number.TryGetValue<long>(out var seconds) &&
                seconds is >= 0 and <= MaxUnixSeconds)
            {
                AppendLine(text, indent, name, ShowTime(DateTimeOffset.FromUnixTimeSeconds(seconds), now));
            }
            else
            {
                AppendLine(text, indent, name, Show(value));
            }
        }
    }

    private static void AppendLine(StringBuilder text, string indent, string name, string value) =>
        text.Append(indent).Append(name.PadRight(14)).Append(' ').Append(value).Append('\n');

    /// <summary>Escapes control characters: the token is untrusted and must not control the terminal.</summary>
    private static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => string.Join(", ", list.Select(Show)),
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => GoText.Quote(text)[1..^1],
        _ => value.ToJsonString(),
    };

    private static string ShowTime(DateTimeOffset time, DateTimeOffset now)
    {
        var distance = Timestamps.ToWholeSeconds(now) - time;
        var words = GoDuration.Format(distance.Duration());
        return $"{Timestamps.Format(time)} ({(distance > TimeSpan.Zero ? $"{words} ago" : distance < TimeSpan.Zero ? $"in {words}" : "now")})";
    }

    private static JsonObject? ParseHeader(string encoded)
    {
        var bytes = new byte[Base64UrlText.MaxDecodedLength(encoded.Length)];
        return Base64UrlText.TryDecode(Encoding.ASCII.GetBytes(encoded), bytes, out var length) ? ParseObject(bytes.AsSpan(0, length)) : null;
    }

    private static JsonObject? ParseObject(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonUnicode.IsValid(json) ? JsonNode.Parse(json, documentOptions: NoDuplicates) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
