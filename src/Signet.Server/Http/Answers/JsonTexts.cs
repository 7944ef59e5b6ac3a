using System.Text.Json;

namespace Signet.Server.Http.Answers;

/// <summary>Lists of texts, and maps of them, in JSON.</summary>
internal static class JsonTexts
{
    /// <summary>Writes a member with a list.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStringValue(values[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a member with a list, unless that is empty.</summary>
    public static void WriteTextsUnlessEmpty(this Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            writer.WriteTexts(name, values);
        }
    }

    /// <summary>A member's text; empty when it is not there or is none.</summary>
    public static string ReadText(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>Whether a member is true.</summary>
    public static bool IsTrue(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A member's list of texts; empty when it is not there. What is no text is left out.</summary>
    public static IReadOnlyList<string> ReadTexts(this JsonElement element, string name)
    {
        var texts = new List<string>();
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in list.EnumerateArray())
            {
                if (value.ValueKind == JsonValueKind.String)
                {
                    texts.Add(value.GetString()!);
                }
            }
        }

        return texts;
    }
}
