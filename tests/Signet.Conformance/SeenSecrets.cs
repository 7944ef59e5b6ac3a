using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Signet.Conformance;

/// <summary>Collects the data of all secrets in requests and answers, to search for it in logs and audit.</summary>
internal sealed partial class SeenSecrets
{
    /// <summary>Shorter values (<c>b</c>, <c>YQ==</c>) are parts of other words by chance.</summary>
    private const int Shortest = 8;

    private readonly ConcurrentDictionary<string, bool> _values = new(StringComparer.Ordinal);

    /// <summary>Collects the secrets of a body; a body that is not JSON is ignored.</summary>
    public void See(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("ecret"u8) < 0)
        {
            return;
        }

        try
        {
            SeeNode(JsonNode.Parse(body), isSecret: false);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Scenarios also send incomplete objects and duplicate fields.
        }
    }

    /// <summary>Finds these values, and everything with the form of a token, in a text.</summary>
    public IEnumerable<string> FoundIn(string text) =>
        _values.Keys.Where(value => text.Contains(value, StringComparison.Ordinal))
            .Concat(TokenPattern().Matches(text).Select(match => match.Value)).Distinct();

    private void SeeNode(JsonNode? node, bool isSecret)
    {
        switch (node)
        {
            case JsonArray entries:
                foreach (var entry in entries)
                {
                    SeeNode(entry, isSecret);
                }

                break;
            case JsonObject members:
                isSecret |= (string?)(members["kind"] as JsonValue)?.ToString() is "Secret" or "SecretList";
                foreach (var (name, value) in members)
                {
                    if (isSecret && name is "data" or "stringData" && value is JsonObject data)
                    {
                        SeeData(data, isEncoded: name == "data");
                    }
                    else
                    {
                        SeeNode(value, isSecret);
                    }
                }

                break;
        }
    }

    private void SeeData(JsonObject data, bool isEncoded)
    {
        foreach (var (_, value) in data)
        {
            if (value is not JsonValue leaf || !leaf.TryGetValue<string>(out var text))
            {
                continue;
            }

            See(text);
            if (!isEncoded)
            {
                See(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
            }
            else if (Convert.TryFromBase64String(text, new byte[text.Length], out var length))
            {
                See(Encoding.UTF8.GetString(Convert.FromBase64String(text).AsSpan(0, length)));
            }
        }
    }

    private void See(string value)
    {
        if (value.Length >= Shortest)
        {
            _values[value] = true;
        }
    }

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]*")]
    private static partial Regex TokenPattern();
}
