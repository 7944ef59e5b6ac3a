using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>
/// The order of merged lists: that of <c>$setElementOrder</c>, then that of the patch, then that of the object. Entries that only the
/// object has keep their positions relative to the entries of the patch that it had before.
/// </summary>
internal static class ListOrder
{
    /// <summary>Executes every <c>$setElementOrder</c> of a patch and removes it and its list from the patch.</summary>
    public static StatusError? Apply(JsonObject target, JsonObject patch, SchemaType type)
    {
        var orders = patch.Where(member => Directives.HasPrefix(member.Key, Directives.SetOrder)).ToArray();
        patch.RemoveAll([.. orders.Select(order => order.Key)]);
        foreach (var (name, value) in orders)
        {
            if (value is not JsonArray wanted)
            {
                return StrategicErrors.NotAList(name);
            }

            if (Directives.ListOf(name, Directives.SetOrder) is not { } list)
            {
                return StrategicErrors.BadOrder;
            }

            if (Order(target, patch, list, ListMerge.Detach(wanted), StrategicMerge.FieldOf(type, list)) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>Orders entries: those of <paramref name="wanted"/> in its order, the others between them as before.</summary>
    /// <param name="wanted">The order of some entries.</param>
    /// <param name="before">The list before the patch, with the order of the other entries.</param>
    /// <param name="key">The identity of entries.</param>
    public static JsonArray Arrange(List<JsonNode?> entries, IReadOnlyList<JsonNode?> wanted, IReadOnlyList<JsonNode?> before, ListKey key)
    {
        var (wantedIndexes, oldIndexes) = (key.IndexesIn(wanted), key.IndexesIn(before));
        var ordered = entries.Where(entry => wantedIndexes.ContainsKey(key.Of(entry))).OrderBy(entry => wantedIndexes[key.Of(entry)]);
        var others = entries.Where(entry => !wantedIndexes.ContainsKey(key.Of(entry))).OrderBy(OldIndex).ToList();
        var result = new JsonArray();
        var next = 0;
        foreach (var entry in ordered)
        {
            // Only entries that were before this one go before it; a new entry of the patch does not wait.
            for (var oldIndex = OldIndex(entry); next < others.Count && OldIndex(others[next]) is >= 0 and var other && other < oldIndex; next++)
            {
                result.Add(others[next]);
            }

            result.Add(entry);
        }

        while (next < others.Count)
        {
            result.Add(others[next++]);
        }

        return result;

        int OldIndex(JsonNode? entry) => oldIndexes.GetValueOrDefault(key.Of(entry), -1);
    }

    private static StatusError? Order(JsonObject target, JsonObject patch, string name, List<JsonNode?> wanted, SchemaField? field)
    {
        if ((target[name] is { } currentNode && currentNode is not JsonArray) || (patch[name] is { } sentNode && sentNode is not JsonArray))
        {
            return StrategicErrors.NotAList(name);
        }

        var (current, sent) = (target[name] as JsonArray, patch[name] as JsonArray);
        if (current is null && sent is null)
        {
            return null;
        }

        var key = new ListKey(field?.PatchMergeKey ?? "");
        if (sent is not null && Check(sent, wanted, key, name) is { } wrong)
        {
            return wrong;
        }

        var before = current?.Select(entry => entry?.DeepClone()).ToList() ?? [];
        JsonArray? merged;
        if (current is null || sent is null)
        {
            merged = current ?? (JsonArray)Directives.Strip(sent!.DeepClone())!;
        }
        else if (!StrategicMerge.MergeLists(current, sent, field).TryGetValue(out merged, out var error))
        {
            return error;
        }

        patch.Remove(name);
        var entries = ListMerge.Detach(merged);
        if (entries.Concat(wanted).Any(entry => !key.IsIn(entry)))
        {
            return StrategicErrors.NoMergeKey(key.Name);
        }

        target[name] = Arrange(entries, wanted, before, key);
        return null;
    }

    /// <summary>The entries of the patch must be in the required order, in the same sequence.</summary>
    private static StatusError? Check(JsonArray sent, List<JsonNode?> wanted, ListKey key, string name)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        var next = 0;
        foreach (var entry in sent)
        {
            if (entry is JsonObject entity && entity.ContainsKey(Directives.Patch))
            {
                continue;
            }

            if (!key.IsIn(entry))
            {
                return StrategicErrors.NoMergeKey(key.Name);
            }

            while (next < wanted.Count && !(key.IsIn(wanted[next]) && key.Of(wanted[next]) == key.Of(entry)))
            {
                next++;
            }

            if (next == wanted.Count)
            {
                return StrategicErrors.OrderDoesNotMatch(name);
            }

            next++;
        }

        return null;
    }
}
