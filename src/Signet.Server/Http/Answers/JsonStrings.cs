using System.Text.Json;

namespace Signet.Server.Http.Answers;

/// <summary>Reads and writes strings and lists of strings in JSON.</summary>
internal static class JsonStrings
{
    /// <summary>Writes a member whose value is a list of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStringValue(values[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the member unless the list is empty.</summary>
    public static void WriteStringsUnlessEmpty(this Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            writer.WriteStrings(name, values);
        }
    }

    /// <summary>The string value of a member; empty when the member is missing or not a string.</summary>
    public static string ReadString(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>Whether a member has the value true.</summary>
    public static bool IsTrue(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The strings of a member's list; empty when it is missing. Other values are skipped.</summary>
    public static IReadOnlyList<string> ReadStrings(this JsonElement element, string name)
    {
        var strings = new List<string>();
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in list.EnumerateArray())
            {
                if (value.ValueKind == JsonValueKind.String)
                {
                    strings.Add(value.GetString()!);
                }
            }
        }

        return strings;
    }
}
