using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching;

/// <summary>The parsed JSON of a patch of any type. The last of duplicate members counts.</summary>
/// <param name="Root">The value; null for the JSON null.</param>
/// <param name="Duplicates">The duplicates, in the order of the document: <c>duplicate field "metadata.labels"</c>.</param>
internal sealed record PatchBody(JsonNode? Root, IReadOnlyList<string> Duplicates)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ObjectDecoder.MaxDepth };

    /// <summary>Parses a body: one JSON value without anything after it.</summary>
    public static Outcome<PatchBody> Read(ReadOnlySpan<byte> json)
    {
        if (!JsonUnicode.IsValid(json))
        {
            return PatchErrors.Malformed("the document holds text that is not Unicode");
        }

        try
        {
            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            var duplicates = new List<string>();
            var root = ReadValue(ref reader, "", duplicates);
            while (reader.Read())
            {
            }

            return new PatchBody(root, duplicates);
        }
        catch (NumberOutOfRangeException)
        {
            return PatchErrors.Malformed("a number is out of range");
        }
        catch (JsonException exception)
        {
            return PatchErrors.Malformed($"it is not JSON ({JsonErrors.Describe(json, exception)})");
        }
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, List<string> duplicates) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader, path, duplicates),
        JsonTokenType.StartArray => ReadList(ref reader, path, duplicates),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.Number when !IsComparable(reader.ValueSpan) => throw new NumberOutOfRangeException(),
        _ => JsonNode.Parse(ref reader),
    };

    /// <summary>Whether a number can be compared: its exponent must not be longer than that of any real number.</summary>
    private static bool IsComparable(ReadOnlySpan<byte> number)
    {
        const int MaxExponentDigits = 5;
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        return exponent < 0 || number.Length - exponent - 1 <= MaxExponentDigits;
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        var entity = new JsonObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var below = path.Length == 0 ? name : $"{path}.{name}";
            if (entity.ContainsKey(name))
            {
                duplicates.Add($"duplicate field \"{below}\"");
            }

            reader.Read();
            entity[name] = ReadValue(ref reader, below, duplicates);
        }

        return entity;
    }

    private static JsonArray ReadList(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        var list = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(ReadValue(ref reader, $"{path}[{list.Count}]", duplicates));
        }

        return list;
    }

    /// <summary>Valid JSON with a number that cannot be compared. Not thrown outside this file.</summary>
    private sealed class NumberOutOfRangeException : Exception;
}
