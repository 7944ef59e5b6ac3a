using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>
/// Replaces values that differ between runs (uids, times, revisions, keys, signatures) by placeholders, so that the answers of two servers can be
/// compared exactly. Tokens are replaced by their claims.
/// </summary>
internal sealed partial class Normalizer(Variables variables, bool keepManagedFields)
{
    private const double ClockSlack = 30;

    // Messages with internals of kube-apiserver: the rest of the message is ignored.
    private static readonly (Regex Inside, string Shown)[] InsideInText =
    [
        (WrongTypePattern(), "$1<why>"),
        (UserInfoPattern(), "requested <user> without"),
        (SchemePattern(), " in scheme <name>"),
    ];

    /// <summary>The time of the request: times in its answer are between then and now.</summary>
    public DateTimeOffset Asked { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Normalizes a string of an answer.</summary>
    public string Text(string text)
    {
        text = UidPattern().Replace(variables.Hide(text), "<uid>");
        foreach (var (inside, shown) in InsideInText)
        {
            text = inside.Replace(text, shown);
        }

        text = TimeInTextPattern().Replace(text, "<time>");
        text = RevisionInTextPattern().Replace(text, "$1<rv>");
        return ContinueInTextPattern().Replace(text, "$1<continue>");
    }

    /// <summary>Normalizes an answer that is not JSON.</summary>
    public string Document(string text) => Text(keepManagedFields ? text : YamlManagedFieldsPattern().Replace(text, ""));

    /// <summary>Normalizes a value of an answer; <paramref name="key"/> is the name of the member that has the value or its list.</summary>
    public JsonNode? Value(JsonNode? value, string? key = null)
    {
        switch (value)
        {
            case JsonObject members:
                return Members(members, key);
            case JsonArray entries:
                return new JsonArray([.. entries.Select(entry => Value(entry, key))]);
            case JsonValue leaf when leaf.TryGetValue<string>(out var text):
                return Leaf(text, key);
            default:
                return value?.DeepClone();
        }
    }

    private JsonObject Members(JsonObject members, string? key)
    {
        var normalised = new JsonObject();
        foreach (var (name, value) in members)
        {
            var text = value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
            if (name == "managedFields")
            {
                if (keepManagedFields)
                {
                    normalised[Text(name)] = Value(Sorted(value), name);
                }
            }
            else if (name == "expirationTimestamp" && text is not null && TimePattern().IsMatch(text))
            {
                normalised[name] = $"<now+{Math.Round((Time(text) - IssuedBefore(members)).TotalSeconds / 10) * 10:F0}>";
            }
            else if (name == "token" && key == "status" && text is not null && text.Count(c => c == '.') == 2)
            {
                normalised[name] = Token(text);
            }
            else
            {
                normalised[Text(name)] = Value(value, name);
            }
        }

        return normalised;
    }

    /// <summary>Whether a time is shortly after the <c>iat</c> of a token; the answer may have been delayed.</summary>
    private DateTimeOffset IssuedBefore(JsonObject status) =>
        status["token"]?.GetValueKind() == JsonValueKind.String && Jwt.TryRead((string)status["token"]!)?.Payload["iat"] is { } issued
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)((double)issued * 1000) + 500)
            : Asked;

    private string Leaf(string text, string? key) => key switch
    {
        "resourceVersion" => text.Length > 0 && text.All(char.IsDigit) && text != "0" ? "<rv>" : text,
        "continue" when text.Length > 0 => "<continue>",
        _ when TimePattern().IsMatch(text) => "<time>",
        "cells" when AgePattern().IsMatch(text) => "<age>",
        _ => Text(text),
    };

    private JsonNode Token(string text)
    {
        if (Jwt.TryRead(text) is not { } token)
        {
            return "<unreadable token>";
        }

        var header = (JsonObject)token.Header.DeepClone();
        if (header.ContainsKey("kid"))
        {
            header["kid"] = "<kid>";
        }

        var payload = (JsonObject)Value(token.Payload)!;
        var issued = (double?)token.Payload["iat"] ?? 0;
        foreach (var claim in (string[])["nbf", "exp"])
        {
            if (token.Payload.ContainsKey(claim))
            {
                payload[claim] = After(issued, token.Payload[claim]);
            }
        }

        if (token.Payload.ContainsKey("iat") && issued > Seconds(Asked) - ClockSlack && issued < Seconds(DateTimeOffset.UtcNow) + ClockSlack)
        {
            payload["iat"] = "<now>";
        }

        if (token.Payload["kubernetes.io"]?["warnafter"] is { } warning)
        {
            payload["kubernetes.io"]!["warnafter"] = After(issued, warning);
        }

        return new JsonObject { ["header"] = header, ["payload"] = payload, ["signed"] = token.Signature.Length > 0 };
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static string After(double issued, JsonNode? time) => string.Create(CultureInfo.InvariantCulture, $"iat+{(double)time! - issued}");

    // kube-apiserver orders them by the second of the change.
    private static JsonNode? Sorted(JsonNode? managedFields)
    {
        static string Of(JsonNode? entry, string member) => entry![member] is { } value ? JsonText.Plain(value) : "None";
        return managedFields is not JsonArray entries ? managedFields : new JsonArray([.. entries
            .OrderBy(e => Of(e, "operation"), StringComparer.Ordinal)
            .ThenBy(e => Of(e, "manager"), StringComparer.Ordinal)
            .ThenBy(e => Of(e, "subresource"), StringComparer.Ordinal)
            .Select(e => e?.DeepClone())]);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text[..19], "s", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex UidPattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0000 UTC)")]
    private static partial Regex TimeInTextPattern();

    [GeneratedRegex(@"(ResourceVersion in (?:object meta: |the precondition \(|record \()|resource version: \d+, current: |resourceVersion: "")\d+")]
    private static partial Regex RevisionInTextPattern();

    [GeneratedRegex(@"(continue=|continue"":"")[\w%+/=-]+")]
    private static partial Regex ContinueInTextPattern();

    [GeneratedRegex(@"\A(\d+[smhdy])+\z")]
    private static partial Regex AgePattern();

    [GeneratedRegex(@"( cannot be handled as an? \w+: )(?!strict decoding error|no kind ).*", RegexOptions.Singleline)]
    private static partial Regex WrongTypePattern();

    [GeneratedRegex(@"requested &user.DefaultInfo\{.*\} without")]
    private static partial Regex UserInfoPattern();

    [GeneratedRegex(" in scheme \"[^\"]*\"")]
    private static partial Regex SchemePattern();

    [GeneratedRegex(@"^( *)managedFields:\n(?:\1(?:- |  ).*\n)*", RegexOptions.Multiline)]
    private static partial Regex YamlManagedFieldsPattern();
}
