using System.Text.Json.Nodes;

namespace Signet.Core.Objects;

/// <summary>Typed access to the members of a decoded object. A member that is absent or null reads as empty.</summary>
internal static class JsonObjectExtensions
{
    /// <summary>A string; empty if the member is absent or not a string.</summary>
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

    /// <summary>An integer, or null.</summary>
    public static long? GetInteger(this JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    /// <summary>Sets an integer; null removes the member.</summary>
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

    /// <summary>Removes members. <see cref="JsonObject.Remove(string)"/> moves all later members, so that removing many takes the square of the time.</summary>
    public static void RemoveAll(this JsonObject node, IReadOnlyCollection<string> names)
    {
        const int Few = 16;
        if (names.Count <= Few)
        {
            foreach (var name in names)
            {
                node.Remove(name);
            }

            return;
        }

        var unwanted = names as IReadOnlySet<string> ?? new HashSet<string>(names, StringComparer.Ordinal);
        var members = node.ToArray();
        node.Clear();
        foreach (var (name, value) in members)
        {
            if (!unwanted.Contains(name))
            {
                node[name] = value;
            }
        }
    }

    public static bool? GetBoolean(this JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static JsonArray? GetList(this JsonObject node, string name) => node[name] as JsonArray;

    /// <summary>A list; added if it is absent.</summary>
    public static JsonArray EnsureList(this JsonObject node, string name)
    {
        if (node[name] is JsonArray existing)
        {
            return existing;
        }

        var added = new JsonArray();
        node[name] = added;
        return added;
    }

    public static JsonObject? GetObject(this JsonObject node, string name) => node[name] as JsonObject;

    /// <summary>An object; added if it is absent.</summary>
    public static JsonObject EnsureObject(this JsonObject node, string name)
    {
        if (node[name] is JsonObject existing)
        {
            return existing;
        }

        var added = new JsonObject();
        node[name] = added;
        return added;
    }

    /// <summary>A list of strings; empty if it is absent.</summary>
    public static IReadOnlyList<string> GetStrings(this JsonObject node, string name)
    {
        if (node[name] is not JsonArray list || list.Count == 0)
        {
            return [];
        }

        var strings = new string[list.Count];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = list[i] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        }

        return strings;
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
