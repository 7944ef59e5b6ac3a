using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signet.Conformance.Json;

/// <summary>Parses JSON as most clients do: the last value of a duplicate name counts (<see cref="JsonNode"/> refuses duplicates).</summary>
internal static class JsonText
{
    /// <summary>Parses a document; false if the text is not JSON. The document <c>null</c> is a null node.</summary>
    public static bool TryRead(string text, out JsonNode? document)
    {
        document = null;
        try
        {
            using var parsed = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            document = Copy(parsed.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Parses a file of the test data.</summary>
    public static JsonNode Load(string path) =>
        TryRead(File.ReadAllText(path), out var document) && document is not null ? document : throw new InvalidDataException($"{path} is no JSON");

    /// <summary>The text of a value: the characters of a string, otherwise JSON.</summary>
    public static string Plain(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Show(value);

    /// <summary>A value as JSON on one line.</summary>
    public static string Show(JsonNode? value) => value?.ToJsonString(Shown) ?? "null";

    private static readonly JsonSerializerOptions Shown = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = Copy(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
