using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Token;

/// <summary>What is known of a token without its server.</summary>
/// <param name="token">The token.</param>
/// <param name="signature">The result of the check of its signature.</param>
/// <param name="now">The current time.</param>
internal sealed class TokenInspection(DecodedToken token, SignatureCheck signature, DateTimeOffset now)
{
    private readonly TokenValidity _validity = TokenValidity.Of(token.Claims, now);

    /// <summary>Whether the signature was checked, and the token must not be accepted.</summary>
    public bool IsFaulty => signature.IsChecked && !(signature.IsValid && _validity.IsNow);

    /// <summary>The inspection as an object, for <c>-o json</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["signature"] = new JsonObject { ["checked"] = signature.IsChecked, ["valid"] = signature.IsValid },
            ["validity"] = new JsonObject { ["state"] = _validity.State.ToString() },
            ["header"] = token.Header.DeepClone(),
            ["claims"] = token.Claims.DeepClone(),
        };
        json["signature"]!.AsObject().SetString("source", signature.Source);
        json["signature"]!.AsObject().SetString("reason", signature.Reason);
        json["validity"]!.AsObject().SetString("expires", _validity.Expires is { } expires ? Timestamps.Format(expires) : "");
        return json;
    }

    /// <summary>The inspection for people.</summary>
    public string Render(TerminalStyle style)
    {
        var text = new StringBuilder(signature.Describe(style)).Append('\n').Append(_validity.Describe(style, now)).Append("\n\nheader\n");
        foreach (var (name, value) in token.Header)
        {
            AppendLine(text, "  ", name, Show(value));
        }

        text.Append("\nclaims\n");
        AppendClaims(text, "  ", token.Claims);
        text.Append(CultureInfo.InvariantCulture, $"\nsignature\n  {token.Jwt.Signature.Length} bytes\n");
        return text.ToString();
    }

    private void AppendClaims(StringBuilder text, string indent, JsonObject claims)
    {
        foreach (var (name, value) in claims)
        {
            if (value is JsonObject nested)
            {
                text.Append(indent).Append(TextTable.Clean(name)).Append('\n');
                AppendClaims(text, indent + "  ", nested);
            }
            else if (name is "exp" or "iat" or "nbf" or "warnafter" && TokenValidity.TimeOf(value) is { } time)
            {
                AppendLine(text, indent, name, $"{Timestamps.Format(time)} ({(name == "exp" ? TokenValidity.Expiry(time, now) : Distance(time))})");
            }
            else
            {
                AppendLine(text, indent, name, Show(value));
            }
        }
    }

    private static void AppendLine(StringBuilder text, string indent, string name, string value) =>
        text.Append(indent).Append(TextTable.Clean(name).PadRight(14)).Append(' ').Append(value).Append('\n');

    /// <summary>Escapes control characters: the token is untrusted and must not control the terminal.</summary>
    private static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => string.Join(", ", list.Select(Show)),
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => GoText.Quote(text)[1..^1],
        _ => value.ToJsonString(),
    };

    private string Distance(DateTimeOffset time)
    {
        var distance = time - Timestamps.ToWholeSeconds(now);
        var words = HumanDuration.Format(distance.Duration());
        return distance > TimeSpan.Zero ? $"in {words}" : $"{words} ago";
    }
}
