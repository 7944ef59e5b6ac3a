using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching;

/// <summary>The location of a JSON pointer (RFC 6901) in a document: a member or an entry that may not exist.</summary>
internal readonly struct JsonPatchLocation
{
    private readonly JsonNode _container;
    private readonly string _key;
    private readonly int _depth;

    private JsonPatchLocation(JsonNode container, string key, int depth) => (_container, _key, _depth) = (container, key, depth);

    /// <summary>Resolves a pointer; false when the parent of the location does not exist, or for the document itself.</summary>
    public static bool TryFind(JsonObject root, string? pointer, out JsonPatchLocation location)
    {
        location = default;
        if (pointer is null || !pointer.StartsWith('/'))
        {
            return false;
        }

        JsonNode container = root;
        var depth = 1;
        var rest = pointer[1..];
        while (rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            if (!new JsonPatchLocation(container, Unescape(rest[..slash]), depth).TryGet(out var next) || next is not (JsonObject or JsonArray))
            {
                return false;
            }

            container = next;
            depth++;
            rest = rest[(slash + 1)..];
        }

        location = new JsonPatchLocation(container, Unescape(rest), depth);
        return true;
    }

    /// <summary>Gets the value, if there is one.</summary>
    public bool TryGet(out JsonNode? value)
    {
        value = null;
        if (_container is JsonObject entity)
        {
            return entity.TryGetPropertyValue(_key, out value);
        }

        var list = (JsonArray)_container;
        if (!TryGetIndex(list.Count, out var index) || index >= list.Count)
        {
            return false;
        }

        value = list[index];
        return true;
    }

    /// <summary>Sets a member, or inserts an entry before the one at the index.</summary>
    /// <param name="value">The value, which is part of no document.</param>
    /// <param name="effort">Grows by the entries and members that were visited or moved; so it does in the other methods.</param>
    public bool TryAdd(JsonNode? value, ref long effort)
    {
        if (IsTooDeep(value, _depth, ref effort))
        {
            return false;
        }

        if (_container is JsonObject entity)
        {
            entity[_key] = value;
            return true;
        }

        var list = (JsonArray)_container;
        if (_key == "-")
        {
            list.Add(value);
            return true;
        }

        if (!TryGetIndex(list.Count + 1, out var index) || index > list.Count)
        {
            return false;
        }

        effort += list.Count - index;
        list.Insert(index, value);
        return true;
    }

    /// <summary>Replaces the value.</summary>
    public bool TryReplace(JsonNode? value, ref long effort)
    {
        if (IsTooDeep(value, _depth, ref effort) || !TryGet(out _))
        {
            return false;
        }

        if (_container is JsonObject entity)
        {
            entity[_key] = value;
        }
        else if (_container is JsonArray list && TryGetIndex(list.Count, out var index))
        {
            list[index] = value;
        }

        return true;
    }

    /// <summary>Removes the value.</summary>
    public bool TryTake(out JsonNode? value, ref long effort)
    {
        if (!TryGet(out value))
        {
            return false;
        }

        if (_container is JsonObject entity)
        {
            effort += entity.Count;
            entity.Remove(_key);
        }
        else if (_container is JsonArray list && TryGetIndex(list.Count, out var index))
        {
            effort += list.Count - index;
            list.RemoveAt(index);
        }

        return true;
    }

    /// <summary>Whether the value is equal; null equals an absent value.</summary>
    public bool Holds(JsonNode? value) => TryGet(out var current) ? JsonNode.DeepEquals(current, value) : value is null;

    /// <summary>Parses an index; a negative index counts from the end of <paramref name="count"/> entries.</summary>
    private bool TryGetIndex(int count, out int index)
    {
        if (!int.TryParse(_key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
        {
            return false;
        }

        index = index < 0 ? index + count : index;
        return index >= 0;
    }

    /// <summary>A move or copy can nest deeper than the limit for parsed JSON.</summary>
    private static bool IsTooDeep(JsonNode? value, int depth, ref long effort)
    {
        switch (value)
        {
            case JsonObject or JsonArray when depth == ObjectDecoder.MaxDepth:
                return true;
            case JsonObject entity:
                effort += entity.Count;
                foreach (var (_, member) in entity)
                {
                    if (IsTooDeep(member, depth + 1, ref effort))
                    {
                        return true;
                    }
                }

                return false;
            case JsonArray list:
                effort += list.Count;
                foreach (var entry in list)
                {
                    if (IsTooDeep(entry, depth + 1, ref effort))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
