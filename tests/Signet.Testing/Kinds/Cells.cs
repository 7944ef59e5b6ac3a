using System.Text.Json;

namespace Signet.Testing.Kinds;

/// <summary>Reads what cells of the test kinds' tables show.</summary>
internal static class Cells
{
    /// <summary>The text or number at a path; empty when there is none.</summary>
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
