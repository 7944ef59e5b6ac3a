using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>The fields that an object sets (structured-merge-diff, <c>typed/tofieldset.go</c>).</summary>
internal sealed class ObjectFields
{
    private readonly List<PathElement> _path = [];
    private readonly FieldSetBuilder _fields = new();

    private ObjectFields()
    {
    }

    public static FieldSet Of(JsonObject root, SchemaType type)
    {
        var walk = new ObjectFields();
        walk.Add(root, new FieldType(type, null));
        return walk._fields.Build();
    }

    private void Add(JsonNode? value, FieldType type)
    {
        switch (type.Structure)
        {
            case FieldStructure.Leaf:
                Mark();
                break;
            case FieldStructure.KeyedList or FieldStructure.Set:
                AddEntries(value as JsonArray, type);
                break;
            default:
                AddMembers(value as JsonObject, type);
                break;
        }
    }

    private void AddMembers(JsonObject? members, FieldType type)
    {
        foreach (var (name, value) in members ?? [])
        {
            if (!type.TryGetMember(name, out var member))
            {
                continue;
            }

            _path.Add(PathElement.Field(name));
            Add(value, member);
            if (type.Structure == FieldStructure.Map || value is null or JsonObject { Count: 0 })
            {
                Mark();
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void AddEntries(JsonArray? list, FieldType type)
    {
        var index = ListIndex.Of(list, type);
        foreach (var element in index.Elements)
        {
            _path.Add(element);
            if (index[element] is [var only])
            {
                Add(only, type.Entry);
            }

            Mark();
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Mark() => _fields.Insert(CollectionsMarshal.AsSpan(_path));
}
