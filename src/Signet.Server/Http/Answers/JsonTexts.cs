using System.Text.Json;

namespace Signet.Server.Http.Answers;

/// <summary>Reads and writes strings and lists of strings in JSON.</summary>
internal static class JsonTexts
{
    /// <summary>Writes a member whose value is a list of strings.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStringValue(values[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the member unless the list is empty.</summary>
    public static void WriteTextsUnlessEmpty(this Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            writer.WriteTexts(name, values);
        }
    }

    /// <summary>The string value of a member; empty when the member is missing or not a string.</summary>
    public static string ReadText(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>Whether a member has the value true.</summary>
    public static bool IsTrue(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The strings of a member's list; empty when it is missing. Other values are skipped.</summary>
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
