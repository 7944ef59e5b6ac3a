using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>The type of a value together with its field: two fields of one type can have different merge rules.</summary>
/// <param name="Field">The field of the value; null for the whole object and for entries of maps and lists.</param>
internal readonly record struct FieldType(SchemaType Type, SchemaField? Field)
{
    public FieldStructure Structure => Type.Shape switch
    {
        SchemaShape.Object or SchemaShape.Map when Type.IsAtomic || Field is { AtomicStruct: true } => FieldStructure.Leaf,
        SchemaShape.Object => FieldStructure.Fields,
        SchemaShape.Map => FieldStructure.Map,
        SchemaShape.List when Field is { ListKind: ListKind.Map } => FieldStructure.KeyedList,
        SchemaShape.List when Field is { ListKind: ListKind.Set } => FieldStructure.Set,
        _ => FieldStructure.Leaf,
    };

    /// <summary>The type of the entries of a map or a list.</summary>
    public FieldType Entry => new(Type.Element!, null);

    /// <summary>The type of a member of an object or a map; false when the object does not have the member.</summary>
    public bool TryGetMember(string name, out FieldType member)
    {
        if (Structure == FieldStructure.Map)
        {
            member = Entry;
            return true;
        }

        var isFound = Type.TryGetField(name, out var field);
        member = isFound ? new FieldType(field!.Type, field) : default;
        return isFound;
    }

    /// <summary>The path element of a list entry; null when it lacks a key that has no default.</summary>
    public PathElement? ElementOf(JsonNode? entry)
    {
        if (Structure == FieldStructure.Set)
        {
            return PathElement.Value(entry);
        }

        if (entry is not JsonObject keyed)
        {
            return null;
        }

        if (Field!.MapKeys is [var single] &&
            keyed.TryGetPropertyValue(single, out var found) && found is JsonValue scalar && scalar.TryGetValue<string>(out var text))
        {
            return PathElement.Key(single, text);
        }

        var keys = new List<KeyValuePair<string, JsonNode?>>(Field.MapKeys.Count);
        foreach (var name in Field.MapKeys)
        {
            if (keyed.TryGetPropertyValue(name, out var value) && value is not null)
            {
                keys.Add(new(name, value));
            }
            else if (Type.Element!.TryGetField(name, out var field) && field.Default is { } json)
            {
                keys.Add(new(name, JsonNode.Parse(json)));
            }
            else
            {
                return null;
            }
        }

        return PathElement.Key(keys);
    }
}
