using System.Text.Json;

namespace Signet.Server.Http.Yaml;

/// <summary>An object in an operator's YAML or JSON file, read strictly: each fault is reported with its path.</summary>
internal readonly struct StrictNode
{
    private readonly JsonElement _element;

    private StrictNode(string path, JsonElement element) => (Path, _element) = element.ValueKind == JsonValueKind.Object
        ? (path, element)
        : throw new FormatException($"{(path.Length == 0 ? "the document" : path)} has to be an object");

    /// <summary>The path in the document; empty for the document itself.</summary>
    public string Path { get; }

    /// <summary>Parses a document.</summary>
    /// <exception cref="FormatException">The document is malformed; the message has the position.</exception>
    public static StrictNode Parse(ReadOnlySpan<byte> text) => OfJson(YamlToJson.ConvertFile(text));

    /// <summary>Reads JSON that the server wrote itself.</summary>
    public static StrictNode OfJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new StrictNode("", document.RootElement.Clone());
    }

    /// <summary>Refuses unknown fields.</summary>
    public void RefuseUnknownFields(params ReadOnlySpan<string> known)
    {
        foreach (var member in _element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw Fault(member.Name, $"there is no such field; known are {string.Join(", ", known.ToArray())}");
            }
        }
    }

    /// <summary>Whether a field is present and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A string field; empty when it is missing.</summary>
    public string String(string name) => StringOrNull(name) ?? "";

    /// <summary>A string field; null when it is missing.</summary>
    public string? StringOrNull(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Fault(name, "has to be a text");

    /// <summary>A boolean field, or null.</summary>
    public bool? Flag(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Fault(name, "has to be true or false");

    /// <summary>A field with a whole number, or null.</summary>
    public int? Integer(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Fault(name, "has to be a whole number");

    /// <summary>A field with a list of strings; empty when it is missing.</summary>
    public IReadOnlyList<string> Strings(string name)
    {
        var texts = new List<string>();
        foreach (var value in Values(name))
        {
            texts.Add(value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"{name}[{texts.Count}]", "has to be a text"));
        }

        return texts;
    }

    /// <summary>A field with an object, or null.</summary>
    public StrictNode? Node(string name) => Find(name) is { } value ? new StrictNode(PathOf(name), value) : null;

    /// <summary>A field with a list of objects; empty when it is missing.</summary>
    public IReadOnlyList<StrictNode> Nodes(string name)
    {
        var nodes = new List<StrictNode>();
        foreach (var value in Values(name))
        {
            nodes.Add(new StrictNode(PathOf($"{name}[{nodes.Count}]"), value));
        }

        return nodes;
    }

    /// <summary>The enumeration value that a string field names.</summary>
    public T Choice<T>(string name, string text)
        where T : struct, Enum => Enum.GetNames<T>().Contains(text)
            ? Enum.Parse<T>(text)
            : throw Fault(name, $"{(text.Length == 0 ? "it is missing" : $"\"{text}\" is not allowed")}; it has to be one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>An exception that names the field's path and its fault.</summary>
    public FormatException Fault(string name, string what) => new($"{PathOf(name)}: {what}");

    /// <summary>The path of a field.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement[] Values(string name) => Find(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Fault(name, "has to be a list");
}
