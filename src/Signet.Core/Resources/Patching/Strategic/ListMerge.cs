using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>Merges the lists of a strategic merge patch: objects by their merge key, scalars as a set.</summary>
internal static class ListMerge
{
    /// <summary>Merges <paramref name="patch"/> into <paramref name="current"/>; both are empty afterwards.</summary>
    public static Outcome<JsonArray> Merge(JsonArray current, JsonArray patch, SchemaField field)
    {
        var before = Detach(current);
        var sent = Detach(patch);
        var objects = before.Concat(sent).Count(entry => entry is JsonObject);
        if (objects == 0)
        {
            return before.Concat(sent).Any(entry => entry is JsonArray)
                ? PatchErrors.DoesNotApply
                : ListOrder.Arrange([.. before.Concat(sent).DistinctBy(ListKey.Scalar.Of)], sent, before, ListKey.Scalar);
        }

        if (objects != before.Count + sent.Count)
        {
            return StrategicErrors.MixedList;
        }

        return field.PatchMergeKey is { } key ? MergeObjects(before, sent, new ListKey(key), field) : StrategicErrors.NoKeyDeclared;
    }

    /// <summary>Detaches the entries from a list, so that they can be added to another one.</summary>
    public static List<JsonNode?> Detach(JsonArray list)
    {
        var entries = list.ToList();
        list.Clear();
        return entries;
    }

    private static Outcome<JsonArray> MergeObjects(List<JsonNode?> current, List<JsonNode?> sent, ListKey key, SchemaField field)
    {
        if (ApplyDirectives(current, sent, key) is { } wrong)
        {
            return wrong;
        }

        var before = current.ToList();
        var indexes = key.IndexesIn(current);
        foreach (var entry in sent)
        {
            if (!key.IsIn(entry))
            {
                return StrategicErrors.NoMergeKey(key.Name);
            }

            if (!indexes.TryGetValue(key.Of(entry), out var at))
            {
                indexes[key.Of(entry)] = current.Count;
                current.Add(Directives.Strip(entry!.DeepClone()));
            }
            else if (StrategicMerge.Apply((JsonObject)current[at]!, (JsonObject)entry!.DeepClone(), field.Type.Element!)
                .TryGetValue(out var merged, out var error))
            {
                current[at] = merged;
            }
            else
            {
                return error;
            }
        }

        return current.Exists(entry => !key.IsIn(entry))
            ? StrategicErrors.NoMergeKey(key.Name)
            : ListOrder.Arrange(current, sent, before, key);
    }

    /// <summary>Executes the directives among the entries and removes them from <paramref name="sent"/>.</summary>
    private static StatusError? ApplyDirectives(List<JsonNode?> current, List<JsonNode?> sent, ListKey key)
    {
        var isReplaced = false;
        var unwanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in sent)
        {
            var entry = (JsonObject)node!;
            switch (Directives.ValueOf(entry))
            {
                case null:
                    break;
                case "delete" when key.IsIn(entry):
                    unwanted.Add(key.Of(entry));
                    break;
                case "delete":
                    return StrategicErrors.NoMergeKey(key.Name);
                case "replace":
                    isReplaced = true;
                    break;
                case "merge":
                    return StrategicErrors.MergeInList;
                case var unknown:
                    return StrategicErrors.UnknownDirective(unknown);
            }
        }

        sent.RemoveAll(entry => ((JsonObject)entry!).ContainsKey(Directives.Patch));
        if (isReplaced)
        {
            current.Clear();
            current.AddRange(sent.Select(entry => Directives.Strip(entry!.DeepClone())));
            sent.Clear();
        }
        else
        {
            current.RemoveAll(entry => key.IsIn(entry) && unwanted.Contains(key.Of(entry)));
        }

        return null;
    }
}
