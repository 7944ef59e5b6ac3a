using System.Text.Json;

namespace Signet.Server.Audit;

/// <summary>An object of a policy's file, read strictly: what is not as it should be is told with its path.</summary>
internal readonly struct PolicyNode
{
    private readonly string _path;
    private readonly JsonElement _element;

    public PolicyNode(string path, JsonElement element) => (_path, _element) = element.ValueKind == JsonValueKind.Object
        ? (path, element)
        : throw new FormatException($"{(path.Length == 0 ? "the document" : path)} has to be an object");

    /// <summary>Refuses fields that are unknown, and those that are given twice.</summary>
    public void RefuseOthersThan(string[] known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in _element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw Fault(member.Name, $"there is no such field; known are {string.Join(", ", known)}");
            }

            if (!seen.Add(member.Name))
            {
                throw Fault(member.Name, "is given twice");
            }
        }
    }

    /// <summary>A text, or empty.</summary>
    public string Text(string name) => Find(name) is not { } value ? ""
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

    /// <summary>A list of objects, or an empty one.</summary>
    public IReadOnlyList<PolicyNode> Nodes(string name)
    {
        var nodes = new List<PolicyNode>();
        foreach (var value in Values(name))
        {
            nodes.Add(new PolicyNode(PathOf($"{name}[{nodes.Count}]"), value));
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

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement.ArrayEnumerator Values(string name) => Find(name) is not { } value ? default
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Fault(name, "has to be a list");
}
