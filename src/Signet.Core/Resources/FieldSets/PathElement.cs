using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.FieldSets;

/// <summary>One element of a field path (structured-merge-diff, <c>fieldpath/element.go</c>).</summary>
internal readonly struct PathElement : IEquatable<PathElement>, IComparable<PathElement>
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The keys or the value: a <see cref="JsonNode"/>, a <see cref="SingleKey"/>, or null.</summary>
    private readonly object? _content;

    private PathElement(PathElementKind kind, string text, object? content) => (Kind, Text, _content) = (kind, text, content);

    public PathElementKind Kind { get; }

    /// <summary>The name of a field, the JSON of keys or of a value, or the digits of an index. Equal elements have equal texts.</summary>
    public string Text { get; }

    /// <summary>A member of an object or a map.</summary>
    public static PathElement Field(string name) => new(PathElementKind.Field, name, null);

    /// <summary>The entry of a list that is keyed by one string, as nearly all are: without a tree and its copy.</summary>
    public static PathElement Key(string name, string value) =>
        new(PathElementKind.Key, $"{{\"{Escape(name)}\":\"{Escape(value)}\"}}", new SingleKey(name, value));

    /// <summary>The entry of a keyed list with these keys.</summary>
    public static PathElement Key(IEnumerable<KeyValuePair<string, JsonNode?>> keys)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in keys.OrderBy(key => key.Key, Utf8Order.Instance))
        {
            sorted[name] = value?.DeepClone();
        }

        return new PathElement(PathElementKind.Key, sorted.ToJsonString(Compact), sorted);
    }

    /// <summary>The entry of a set with this value.</summary>
    public static PathElement Value(JsonNode? value) => new(
        PathElementKind.Value,
        value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? $"\"{Escape(text)}\"" : value?.ToJsonString(Compact) ?? "null",
        value);

    /// <summary>The entry of a list at an index.</summary>
    public static PathElement Index(int index) =>
        new(PathElementKind.Index, index.ToString(CultureInfo.InvariantCulture), null);

    /// <summary>Parses the format of <see cref="ToFieldsV1"/>; false when it is malformed.</summary>
    public static bool TryParse(string text, out PathElement element)
    {
        element = default;
        if (text.Length < 2 || text[1] != ':')
        {
            return false;
        }

        var rest = text[2..];
        switch (text[0])
        {
            case 'f':
                element = Field(rest);
                return true;
            case 'k' when TryParseJson(rest, out var keys) && keys is JsonObject { Count: > 0 } named:
                element = Key(named);
                return true;
            case 'v' when TryParseJson(rest, out var value):
                element = Value(value);
                return true;
            case 'i' when int.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index):
                element = Index(index);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The key of the element in <c>FieldsV1</c>.</summary>
    public string ToFieldsV1() => Kind switch
    {
        PathElementKind.Field => "f:" + Text,
        PathElementKind.Key => "k:" + Text,
        PathElementKind.Value => "v:" + Text,
        _ => "i:" + Text,
    };

    /// <summary>The element as in error texts: <c>.name</c>, <c>[name="x"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathElementKind.Field => "." + Text,
        PathElementKind.Key => $"[{string.Join(",", Content!.AsObject().Select(key => $"{key.Key}={GoValues.Show(key.Value)}"))}]",
        PathElementKind.Value => $"[={GoValues.Show(Content)}]",
        _ => $"[{Text}]",
    };

    private JsonNode? Content => _content is SingleKey key ? new JsonObject { [key.Name] = key.Value } : (JsonNode?)_content;

    /// <inheritdoc/>
    public int CompareTo(PathElement other)
    {
        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return Kind switch
        {
            PathElementKind.Field => Utf8Order.Instance.Compare(Text, other.Text),
            PathElementKind.Index => int.Parse(Text, CultureInfo.InvariantCulture).CompareTo(int.Parse(other.Text, CultureInfo.InvariantCulture)),
            _ when Text == other.Text => 0,
            _ when (_content, other._content) is (SingleKey left, SingleKey right) => left.CompareTo(right),
            _ => GoValues.Compare(Content, other.Content),
        };
    }

    /// <inheritdoc/>
    public bool Equals(PathElement other) => Kind == other.Kind && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PathElement other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text);

    public static bool operator ==(PathElement left, PathElement right) => left.Equals(right);

    public static bool operator !=(PathElement left, PathElement right) => !left.Equals(right);

    public static bool operator <(PathElement left, PathElement right) => left.CompareTo(right) < 0;

    public static bool operator >(PathElement left, PathElement right) => left.CompareTo(right) > 0;

    public static bool operator <=(PathElement left, PathElement right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PathElement left, PathElement right) => left.CompareTo(right) >= 0;

    /// <summary>The text within quotes; the same string when nothing has to be escaped.</summary>
    private static string Escape(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    private static bool TryParseJson(string text, out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>The only key of an entry.</summary>
    private sealed record SingleKey(string Name, string Value)
    {
        /// <summary>The order of objects with these members (<see cref="GoValues.Compare"/>).</summary>
        public int CompareTo(SingleKey other) =>
            Name == other.Name ? Utf8Order.Instance.Compare(Value, other.Value) : Utf8Order.Instance.Compare(Name, other.Name);
    }
}
