using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>Compares two states of an object field by field (structured-merge-diff, <c>typed/compare.go</c>).</summary>
internal sealed class ObjectComparer
{
    private readonly List<PathElement> _path = [];
    private readonly FieldSetBuilder _added = new();
    private readonly FieldSetBuilder _modified = new();
    private readonly FieldSetBuilder _removed = new();

    private ObjectComparer()
    {
    }

    /// <summary>Compares objects that are valid by the schema.</summary>
    public static Comparison Compare(JsonObject before, JsonObject after, SchemaType type)
    {
        var comparer = new ObjectComparer();
        comparer.Compare(Slot.Of(before), Slot.Of(after), new FieldType(type, null));
        return new Comparison(comparer._added.Build(), comparer._modified.Build(), comparer._removed.Build());
    }

    private void Compare(Slot before, Slot after, FieldType type)
    {
        var structure = type.Structure;
        if (structure == FieldStructure.Leaf || (before.IsEmpty && after.IsEmpty))
        {
            if (before.IsPresent && after.IsPresent && !JsonNode.DeepEquals(before.Value, after.Value))
            {
                Mark(_modified);
            }
        }
        else if (structure is FieldStructure.KeyedList or FieldStructure.Set)
        {
            CompareLists(before.Value as JsonArray, after.Value as JsonArray, type);
        }
        else
        {
            CompareMembers(before, after, type);
        }

        if (!before.IsPresent)
        {
            Mark(_added);
        }
        else if (!after.IsPresent)
        {
            Mark(_removed);
        }
    }

    private void CompareMembers(Slot before, Slot after, FieldType type)
    {
        if (before.Value is JsonObject old)
        {
            foreach (var (name, value) in old)
            {
                CompareMember(name, Slot.Of(value), after.Member(name), type);
            }
        }

        if (after.Value is JsonObject updated)
        {
            foreach (var (name, value) in updated)
            {
                if (!before.Member(name).IsPresent)
                {
                    CompareMember(name, Slot.Absent, Slot.Of(value), type);
                }
            }
        }
    }

    private void CompareMember(string name, Slot before, Slot after, FieldType type)
    {
        if (type.TryGetMember(name, out var member))
        {
            _path.Add(PathElement.Field(name));
            Compare(before, after, member);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CompareLists(JsonArray? before, JsonArray? after, FieldType type)
    {
        var (old, updated) = (ListIndex.Of(before, type), ListIndex.Of(after, type));
        foreach (var element in old.Elements)
        {
            CompareEntries(element, old[element], updated[element], type);
        }

        foreach (var element in updated.Elements)
        {
            if (old[element].Count == 0)
            {
                CompareEntries(element, [], updated[element], type);
            }
        }
    }

    /// <summary>Duplicate entries of a list are one value with one owner.</summary>
    private void CompareEntries(PathElement element, IReadOnlyList<JsonNode?> before, IReadOnlyList<JsonNode?> after, FieldType type)
    {
        _path.Add(element);
        switch (before.Count, after.Count)
        {
            case ( <= 1, <= 1):
                Compare(First(before), First(after), type.Entry);
                break;
            case ( > 1, > 1):
                if (before.Count != after.Count || !before.Zip(after).All(pair => JsonNode.DeepEquals(pair.First, pair.Second)))
                {
                    Mark(_modified);
                }

                break;
            case ( > 1, _):
                Compare(Slot.Absent, First(after), type.Entry, when: after.Count > 0);
                Mark(_removed);
                break;
            default:
                Compare(First(before), Slot.Absent, type.Entry, when: before.Count > 0);
                Mark(_added);
                break;
        }

        _path.RemoveAt(_path.Count - 1);
    }

    private void Compare(Slot before, Slot after, FieldType type, bool when)
    {
        if (when)
        {
            Compare(before, after, type);
        }
    }

    private static Slot First(IReadOnlyList<JsonNode?> entries) => entries.Count == 0 ? Slot.Absent : Slot.Of(entries[0]);

    private void Mark(FieldSetBuilder set) => set.Insert(CollectionsMarshal.AsSpan(_path));
}
