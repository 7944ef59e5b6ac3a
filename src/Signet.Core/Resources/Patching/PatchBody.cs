using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching;

/// <summary>The JSON of a patch before its meaning is known: of duplicate names the last counts, and each is told of.</summary>
/// <param name="Root">The value; null for the JSON null.</param>
/// <param name="Duplicates"><c>duplicate field "metadata.labels"</c>, in the order of the document.</param>
internal sealed record PatchBody(JsonNode? Root, IReadOnlyList<string> Duplicates)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ObjectDecoder.MaximumDepth };

    /// <summary>Reads a body: one JSON value and nothing behind it.</summary>
    public static Outcome<PatchBody> Read(ReadOnlySpan<byte> json)
    {
        if (!JsonUnicode.IsValid(json))
        {
            return PatchErrors.NotAPatch("the document holds text that is not Unicode");
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
        catch (JsonException exception)
        {
            return PatchErrors.NotAPatch($"it is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine})");
        }
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, List<string> duplicates) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader, path, duplicates),
        JsonTokenType.StartArray => ReadList(ref reader, path, duplicates),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        _ => JsonNode.Parse(ref reader),
    };

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
}
