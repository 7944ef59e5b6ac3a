using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signet.Conformance.Json;

/// <summary>The kinds of JSON values. Integers and other numbers are different kinds: <c>600</c> and <c>600.0</c> are not equal.</summary>
internal static class JsonKind
{
    /// <summary>The name of the kind of a value in recordings.</summary>
    public static string Of(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "NoneType",
        JsonValueKind.Object => "dict",
        JsonValueKind.Array => "list",
        JsonValueKind.String => "str",
        JsonValueKind.Number => value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0 ? "int" : "float",
        _ => "bool",
    };

    /// <summary>A document with its leaves replaced by their kinds, and its lists by their first entry.</summary>
    public static JsonNode? Shape(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Shape(m.Value))));
            case JsonArray entries:
                return new JsonArray([.. entries.Take(1).Select(Shape)]);
            default:
                return Of(value);
        }
    }
}
