using System.Text.Json;

namespace Signet.Core.Resources.Tables;

/// <summary>Reads members of an object's canonical JSON by their path; what is absent or null reads as empty.</summary>
internal static class JsonElementExtensions
{
    /// <summary>A member, or an undefined element.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>A text, or empty.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } found ? found.GetString()! : "";

    /// <summary>A whole number, or 0.</summary>
    public static long Integer(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : 0;

    /// <summary>Whether a flag is there and set.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    /// <summary>Whether an object is there.</summary>
    public static bool Has(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.Object;

    /// <summary>The entries of a list; none when it is not there.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>How many members an object has, or entries a list.</summary>
    public static int Count(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.Object } found => found.GetPropertyCount(),
        { ValueKind: JsonValueKind.Array } found => found.GetArrayLength(),
        _ => 0,
    };
}
