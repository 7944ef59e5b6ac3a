using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>
/// Strategic merge patch (apimachinery, <c>pkg/util/strategicpatch</c> StrategicMergeMapPatch): a merge patch that also merges lists with a
/// merge key or of type set, with directives to replace, delete, retain and order.
/// </summary>
internal static class StrategicMerge
{
    /// <summary>Merges a patch into an object. Changes both.</summary>
    public static Outcome<JsonObject> Apply(JsonObject target, JsonObject patch, SchemaType type)
    {
        switch (Directives.ValueOf(patch))
        {
            case null:
                break;
            case "replace":
                patch.Remove(Directives.Patch);
                return (JsonObject)Directives.Strip(patch.DeepClone())!;
            case "delete":
                return new JsonObject();
            case var unknown:
                return StrategicErrors.UnknownDirective(unknown);
        }

        if ((ApplyRetainKeys(target, patch) ?? ListOrder.Apply(target, patch, type)) is { } wrong)
        {
            return wrong;
        }

        List<string>? removed = null;
        foreach (var (name, value) in patch.ToArray())
        {
            if (value is null && !Directives.HasPrefix(name, Directives.DeleteFromList))
            {
                (removed ??= []).Add(name);
            }
            else if (MergeMember(target, name, value, type) is { } failed)
            {
                return failed;
            }
        }

        target.RemoveAll(removed ?? []);
        return target;
    }

    /// <summary>
    /// Merges two lists of a field, by its merge key or as a set if the schema says so; otherwise the new list replaces the old one.
    /// </summary>
    internal static Outcome<JsonArray> MergeLists(JsonArray current, JsonArray patch, SchemaField? field) =>
        field is not null && StrategyOf(field) == "merge"
            ? ListMerge.Merge(current, patch, field)
            : (JsonArray)patch.DeepClone();

    private static StatusError? MergeMember(JsonObject target, string name, JsonNode? value, SchemaType type)
    {
        if (Directives.HasPrefix(name, Directives.DeleteFromList))
        {
            return Directives.ListOf(name, Directives.DeleteFromList) is { } list
                ? DeleteFromList(target, list, value, type)
                : StrategicErrors.BadDeletionList;
        }

        if (value is null)
        {
            target.Remove(name);
            return null;
        }

        var field = FieldOf(type, name);
        StatusError? error;
        switch (target[name], value)
        {
            case (JsonObject current, JsonObject patch) when field is null || StrategyOf(field) != "replace":
                if (!Apply(current, patch, TypeBelow(type, field)).TryGetValue(out var merged, out error))
                {
                    return error;
                }

                Set(target, name, merged);
                return null;
            case (JsonArray current, JsonArray patch):
                if (!MergeLists(current, patch, field).TryGetValue(out var list, out error))
                {
                    return error;
                }

                Set(target, name, list);
                return null;
            default:
                target[name] = Directives.Strip(value.DeepClone());
                return null;
        }
    }

    private static StatusError? DeleteFromList(JsonObject target, string name, JsonNode? value, SchemaType type)
    {
        if (value is null)
        {
            target.Remove(name);
            return null;
        }

        if (target[name] is not JsonArray current || value is not JsonArray unwanted)
        {
            return null;
        }

        if (FieldOf(type, name) is not { } field || StrategyOf(field) != "merge" || current.Any(entry => entry is JsonObject))
        {
            return MergeMember(target, name, value, type);
        }

        var keys = ListKey.Scalar.IndexesIn([.. unwanted]);
        target[name] = new JsonArray([.. ListMerge.Detach(current).Where(entry => !keys.ContainsKey(ListKey.Scalar.Of(entry)))]);
        return null;
    }

    private static StatusError? ApplyRetainKeys(JsonObject target, JsonObject patch)
    {
        if (!patch.ContainsKey(Directives.RetainKeys))
        {
            return null;
        }

        if (patch[Directives.RetainKeys] is not JsonArray)
        {
            return StrategicErrors.BadRetainKeys;
        }

        var kept = new HashSet<string>(patch.GetStrings(Directives.RetainKeys), StringComparer.Ordinal);
        patch.Remove(Directives.RetainKeys);
        foreach (var (name, value) in patch)
        {
            if (value is not null && !kept.Contains(name) &&
                !Directives.HasPrefix(name, Directives.DeleteFromList) && !Directives.HasPrefix(name, Directives.SetOrder))
            {
                return StrategicErrors.BadRetainKeys;
            }
        }

        target.RemoveAll([.. target.Select(member => member.Key).Where(name => !kept.Contains(name))]);

        return null;
    }

    private static void Set(JsonObject target, string name, JsonNode value)
    {
        if (!ReferenceEquals(value.Parent, target))
        {
            target[name] = value;
        }
    }

    /// <summary>The field with a name; null for the entries of a map.</summary>
    internal static SchemaField? FieldOf(SchemaType type, string name) =>
        type.Shape == SchemaShape.Object && type.TryGetField(name, out var field) ? field : null;

    private static SchemaType TypeBelow(SchemaType type, SchemaField? field) => field?.Type ?? type.Element ?? type;

    /// <summary>The strategy besides <c>retainKeys</c>, which a patch requests by its directive.</summary>
    private static string? StrategyOf(SchemaField field) => field.PatchStrategies.FirstOrDefault(strategy => strategy != "retainKeys");
}
