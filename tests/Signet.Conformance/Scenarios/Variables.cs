using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>
/// The variables of a run: <c>{{rand}}</c> and <c>{{ns}}</c> are new for each run, the others are captured. They are replaced by their values in
/// requests, and values by their names in answers.
/// </summary>
internal sealed partial class Variables
{
    private const int ShortestHidden = 6;
    private readonly OrderedDictionary<string, JsonNode?> _values = [];

    /// <summary>Generates the random variables; the namespace has a prefix.</summary>
    public Variables(string namespacePrefix)
    {
        var random = Guid.NewGuid().ToString("N")[..8];
        _values["rand"] = random;
        _values["ns"] = namespacePrefix + random;
    }

    public string this[string name] =>
        _values.TryGetValue(name, out var value) ? JsonText.Plain(value) : throw new ReplayException($"no variable {{{{{name}}}}}");

    public bool Has(string name) => _values.ContainsKey(name);

    public void Set(string name, JsonNode? value) => _values[name] = value?.DeepClone();

    /// <summary>Replaces variables in a string: <c>{{name}}</c>, and <c>{{repeat:ab:3}}</c> for ababab.</summary>
    public string Fill(string text)
    {
        text = RepeatPattern().Replace(
            text, match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))));
        return NamePattern().Replace(text, m => this[m.Groups[1].Value]);
    }

    /// <summary>Replaces variables in all names and strings of a document; <c>{{name:int}}</c> becomes a number.</summary>
    public JsonNode? Fill(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                var filled = new JsonObject();
                foreach (var (name, member) in members)
                {
                    filled[Fill(name)] = Fill(member);
                }

                return filled;
            case JsonArray entries:
                return new JsonArray([.. entries.Select(Fill)]);
            case JsonValue leaf when leaf.TryGetValue<string>(out var text):
                return NumberPattern().Match(text) is { Success: true } number
                    ? JsonValue.Create(long.Parse(this[number.Groups[1].Value], CultureInfo.InvariantCulture))
                    : JsonValue.Create(Fill(text));
            default:
                return value?.DeepClone();
        }
    }

    /// <summary>Replaces values by the names of their variables, longer values first.</summary>
    public string Hide(string text)
    {
        foreach (var (name, value) in _values.OrderByDescending(v => JsonText.Plain(v.Value).Length))
        {
            if (value is JsonValue leaf && leaf.TryGetValue<string>(out var known) && known.Length >= ShortestHidden)
            {
                text = text.Replace(known, "{{" + name + "}}", StringComparison.Ordinal);
            }
        }

        return text;
    }

    [GeneratedRegex(@"\{\{repeat:(.+?):(\d+)\}\}")]
    private static partial Regex RepeatPattern();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A\{\{(\w+):int\}\}\z")]
    private static partial Regex NumberPattern();
}
