using System.Text.Json;

namespace Signet.Core.Resources.Tables;

/// <summary>Reads members of an object's canonical JSON by path. An absent or null value reads as empty.</summary>
internal static class JsonElementExtensions
{
    /// <summary>The value at a path; undefined when it is absent.</summary>
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

    /// <summary>The string at a path; empty when it is absent.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } found ? found.GetString()! : "";

    /// <summary>The integer at a path; 0 when it is absent.</summary>
    public static long Integer(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : 0;

    /// <summary>Whether the value at a path is true.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    /// <summary>Whether there is an object at a path.</summary>
    public static bool Has(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.Object;

    /// <summary>The entries of the list at a path; none when it is absent.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>The number of members or entries at a path.</summary>
    public static int Count(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.Object } found => found.GetPropertyCount(),
        { ValueKind: JsonValueKind.Array } found => found.GetArrayLength(),
        _ => 0,
    };
}
