using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Signet.Conformance;

/// <summary>The data of every secret that scenarios send and get, to be looked for where none of it may be.</summary>
internal sealed partial class SeenSecrets
{
    /// <summary>Shorter values (<c>b</c>, <c>YQ==</c>) stand in other words by chance.</summary>
    private const int Shortest = 8;

    private readonly ConcurrentDictionary<string, bool> _values = new(StringComparer.Ordinal);

    /// <summary>Looks through a body; what is no JSON holds none that could be found.</summary>
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
            // Scenarios send such things, too: half objects, fields given twice.
        }
    }

    /// <summary>What of these, and of all that is a token by its form, stands in a text.</summary>
    public IEnumerable<string> FoundIn(string text) =>
        _values.Keys.Where(value => text.Contains(value, StringComparison.Ordinal)).Concat(TokenPattern().Matches(text).Select(match => match.Value)).Distinct();

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
