using System.Text.Json.Nodes;

namespace Signet.Core.Objects;

/// <summary>Reads and writes members of a decoded object by their names; a member that is absent or null reads as empty.</summary>
internal static class JsonObjectExtensions
{
    /// <summary>A string, or empty.</summary>
    public static string GetString(this JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>Sets a string; an empty one removes the member.</summary>
    public static void SetString(this JsonObject node, string name, string value)
    {
        if (value.Length == 0)
        {
            node.Remove(name);
        }
        else
        {
            node[name] = value;
        }
    }

    /// <summary>A whole number, or null.</summary>
    public static long? GetInteger(this JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    /// <summary>Sets a whole number; null removes the member.</summary>
    public static void SetInteger(this JsonObject node, string name, long? value)
    {
        if (value is { } number)
        {
            node[name] = number;
        }
        else
        {
            node.Remove(name);
        }
    }

    /// <summary>A boolean, or null.</summary>
    public static bool? GetBoolean(this JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>A list, or null.</summary>
    public static JsonArray? GetList(this JsonObject node, string name) => node[name] as JsonArray;

    /// <summary>A list; made when it is not there.</summary>
    public static JsonArray EnsureList(this JsonObject node, string name)
    {
        if (node[name] is JsonArray existing)
        {
            return existing;
        }

        var made = new JsonArray();
        node[name] = made;
        return made;
    }

    /// <summary>An object, or null.</summary>
    public static JsonObject? GetObject(this JsonObject node, string name) => node[name] as JsonObject;

    /// <summary>An object; made when it is not there.</summary>
    public static JsonObject EnsureObject(this JsonObject node, string name)
    {
        if (node[name] is JsonObject existing)
        {
            return existing;
        }

        var made = new JsonObject();
        node[name] = made;
        return made;
    }

    /// <summary>The strings of a list of strings; empty when it is not there.</summary>
    public static IReadOnlyList<string> GetStrings(this JsonObject node, string name)
    {
        if (node[name] is not JsonArray list || list.Count == 0)
        {
            return [];
        }

        var texts = new string[list.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = list[i] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        }

        return texts;
    }

    /// <summary>Sets a list of strings; an empty one removes the member.</summary>
    public static void SetStrings(this JsonObject node, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            node.Remove(name);
            return;
        }

        var list = new JsonArray();
        foreach (var value in values)
        {
            list.Add((JsonNode)value);
        }

        node[name] = list;
    }
}
