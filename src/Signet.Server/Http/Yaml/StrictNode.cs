using System.Text.Json;

namespace Signet.Server.Http.Yaml;

/// <summary>An object of an operator's file in YAML or JSON, read strictly: what is not as it should be is told with its path.</summary>
internal readonly struct StrictNode
{
    private readonly JsonElement _element;

    private StrictNode(string path, JsonElement element) => (Path, _element) = element.ValueKind == JsonValueKind.Object
        ? (path, element)
        : throw new FormatException($"{(path.Length == 0 ? "the document" : path)} has to be an object");

    /// <summary>Where it stands in the document; empty for the document itself.</summary>
    public string Path { get; }

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static StrictNode Parse(ReadOnlySpan<byte> text) => OfJson(YamlToJson.ConvertFile(text));

    /// <summary>Takes JSON of the server's own making.</summary>
    public static StrictNode OfJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new StrictNode("", document.RootElement.Clone());
    }

    /// <summary>Refuses fields that are unknown.</summary>
    public void RefuseOthersThan(params ReadOnlySpan<string> known)
    {
        foreach (var member in _element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw Fault(member.Name, $"there is no such field; known are {string.Join(", ", known.ToArray())}");
            }
        }
    }

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text, or empty.</summary>
    public string Text(string name) => TextOrNull(name) ?? "";

    /// <summary>A text, or null when it is not there.</summary>
    public string? TextOrNull(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Fault(name, "has to be a text");

    /// <summary>A flag, or null.</summary>
    public bool? Flag(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Fault(name, "has to be true or false");

    /// <summary>A list of texts, or an empty one.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var value in Values(name))
        {
            texts.Add(value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"{name}[{texts.Count}]", "has to be a text"));
        }

        return texts;
    }

    /// <summary>An object, or null.</summary>
    public StrictNode? Node(string name) => Find(name) is { } value ? new StrictNode(PathOf(name), value) : null;

    /// <summary>A list of objects, or an empty one.</summary>
    public IReadOnlyList<StrictNode> Nodes(string name)
    {
        var nodes = new List<StrictNode>();
        foreach (var value in Values(name))
        {
            nodes.Add(new StrictNode(PathOf($"{name}[{nodes.Count}]"), value));
        }

        return nodes;
    }

    /// <summary>The value of an enumeration that a text names.</summary>
    public T Choice<T>(string name, string text)
        where T : struct, Enum => Enum.GetNames<T>().Contains(text)
            ? Enum.Parse<T>(text)
            : throw Fault(name, $"{(text.Length == 0 ? "it is missing" : $"\"{text}\" is not allowed")}; it has to be one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>What is wrong with a field.</summary>
    public FormatException Fault(string name, string what) => new($"{PathOf(name)}: {what}");

    /// <summary>The path of a field.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement[] Values(string name) => Find(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Fault(name, "has to be a list");
}
