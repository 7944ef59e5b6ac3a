using System.Text.Json;

namespace Signet.Testing.Kinds;

/// <summary>Reads the cells of the test kinds' tables.</summary>
internal static class Cells
{
    /// <summary>The string or number at a path; empty when it is absent.</summary>
    public static string Text(JsonElement item, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
            {
                return "";
            }
        }

        return item.ToString();
    }
}
