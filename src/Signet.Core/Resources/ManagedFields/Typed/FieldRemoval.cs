using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>Removes fields from an object (structured-merge-diff, <c>typed/remove.go</c>).</summary>
internal static class FieldRemoval
{
    /// <summary>A copy of an object without some fields and everything below them.</summary>
    public static JsonObject Remove(JsonObject root, FieldSet fields, SchemaType type) =>
        Remove(root, fields, new FieldType(type, null)) as JsonObject ?? [];

    /// <summary>The rest of a value; null when nothing is left.</summary>
    private static JsonNode? Remove(JsonNode? value, FieldSet fields, FieldType type)
    {
        if (fields.IsEmpty)
        {
            return value?.DeepClone();
        }

        return (value, type.Structure) switch
        {
            (JsonObject members, FieldStructure.Fields or FieldStructure.Map) => RemoveMembers(members, fields, type),
            (JsonArray list, FieldStructure.KeyedList or FieldStructure.Set) => RemoveEntries(list, fields, type),

            // Fields below an atomic value: the schema has changed since they were owned, and the value is removed as a whole.
            (JsonObject or JsonArray, _) => null,
            _ => value?.DeepClone(),
        };
    }

    private static JsonObject? RemoveMembers(JsonObject members, FieldSet fields, FieldType type)
    {
        var left = new JsonObject();
        foreach (var (name, value) in members)
        {
            var element = PathElement.Field(name);
            if (!fields.Contains(element))
            {
                left[name] = type.TryGetMember(name, out var member) ? Remove(value, fields.Below(element), member) : value?.DeepClone();
            }
        }

        return left.Count == 0 ? null : left;
    }

    private static JsonArray? RemoveEntries(JsonArray list, FieldSet fields, FieldType type)
    {
        var left = new JsonArray();
        foreach (var entry in list)
        {
            if (type.ElementOf(entry) is not { } element)
            {
                left.Add(entry?.DeepClone());
            }
            else if (!fields.Contains(element))
            {
                left.Add(Remove(entry, fields.Below(element), type.Entry));
            }
        }

        return left.Count == 0 ? null : left;
    }
}
