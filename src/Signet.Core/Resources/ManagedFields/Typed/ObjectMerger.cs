using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>
/// Merges a configuration into an object (structured-merge-diff, <c>typed/merge.go</c>): values of the configuration replace those of the
/// object.
/// </summary>
internal static class ObjectMerger
{
    /// <summary>A new object; the configuration must be valid by the schema.</summary>
    public static JsonObject Merge(JsonObject live, JsonObject configuration, SchemaType type) =>
        Merge(Slot.Of(live), Slot.Of(configuration), new FieldType(type, null)).Value as JsonObject ?? [];

    private static Slot Merge(Slot live, Slot applied, FieldType type)
    {
        if (!applied.IsPresent || !live.IsPresent || type.Structure == FieldStructure.Leaf || (live.IsEmpty && applied.IsEmpty))
        {
            var winner = applied.IsPresent ? applied : live;
            return Slot.Of(winner.Value?.DeepClone());
        }

        return type.Structure is FieldStructure.KeyedList or FieldStructure.Set
            ? MergeLists(live.Value as JsonArray ?? [], applied.Value as JsonArray ?? [], type)
            : MergeMembers(live, applied, type);
    }

    private static Slot MergeMembers(Slot live, Slot applied, FieldType type)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live.Value as JsonObject ?? [])
        {
            merged[name] = type.TryGetMember(name, out var member)
                ? Merge(Slot.Of(value), applied.Member(name), member).Value
                : value?.DeepClone();
        }

        foreach (var (name, value) in applied.Value as JsonObject ?? [])
        {
            if (!live.Member(name).IsPresent)
            {
                merged[name] = value?.DeepClone();
            }
        }

        return Slot.Of(merged.Count == 0 ? null : merged);
    }

    /// <summary>
    /// The entries of both lists: those of the configuration in its order, the others at their old positions relative to the shared
    /// entries.
    /// </summary>
    private static Slot MergeLists(JsonArray live, JsonArray applied, FieldType type)
    {
        var (mine, theirs) = (ListIndex.Of(live, type), ListIndex.Of(applied, type));
        var merged = new JsonArray();
        var done = new HashSet<PathElement>();
        var shared = new Queue<PathElement>(theirs.Elements.Where(element => mine[element].Count > 0));
        var (left, right) = (0, 0);
        while (left < live.Count || right < theirs.Elements.Count)
        {
            var element = left < live.Count ? type.ElementOf(live[left]) : null;
            if (left < live.Count && (element is null || theirs[element.Value].Count == 0))
            {
                // Only the object has the entry, or the entry has no owner.
                merged.Add(live[left++]?.DeepClone());
                continue;
            }

            if (left < live.Count && right < theirs.Elements.Count && element != theirs.Elements[right] &&
                shared.TryPeek(out var next) && next != element)
            {
                // Both have the entry, but the configuration has another one before it.
                left++;
                continue;
            }

            if (left < live.Count && (done.Contains(element!.Value) || (right < theirs.Elements.Count && element == theirs.Elements[right])))
            {
                left++;
            }

            if (right < theirs.Elements.Count)
            {
                var wanted = theirs.Elements[right++];
                done.Add(wanted);
                merged.Add(MergeEntry(mine[wanted], theirs[wanted], type.Entry));
                if (shared.TryPeek(out var first) && first == wanted)
                {
                    shared.Dequeue();
                }
            }
        }

        return Slot.Of(merged.Count == 0 ? null : merged);
    }

    /// <summary>Duplicates in the object are dropped: the configuration determines the entry.</summary>
    private static JsonNode? MergeEntry(IReadOnlyList<JsonNode?> mine, IReadOnlyList<JsonNode?> theirs, FieldType type) =>
        Merge(mine.Count == 1 ? Slot.Of(mine[0]) : Slot.Absent, Slot.Of(theirs[0]), type).Value;
}
