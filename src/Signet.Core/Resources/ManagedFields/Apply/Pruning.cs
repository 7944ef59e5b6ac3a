using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// Removes the fields that the applier applied last time, does not apply now, and that have no other owner (structured-merge-diff,
/// <c>merge/update.go</c> prune). Fields are removed in the version of the last apply; the fields of each other owner are compared in the
/// version of that owner.
/// </summary>
internal static class Pruning
{
    /// <param name="merged">The object merged with the new configuration.</param>
    /// <param name="last">The previous ownership of the applier.</param>
    /// <param name="owners">All current ownerships, including the applier's new fields.</param>
    /// <param name="resource">The form of the object.</param>
    public static JsonObject Prune(JsonObject merged, Ownership? last, OwnershipTable owners, ResourceDefinition resource)
    {
        if (last is null || last.Fields.IsEmpty || resource.Forms.Find(last.ApiVersion) is not { } form)
        {
            return merged;
        }

        var state = new State(In(form, merged, resource), form);
        var before = state.Root;
        state = state with { Root = FieldRemoval.Remove(state.Root, Named(last.Fields, form), form.Schema) };

        // Removing a field removes everything below it, so the fields of other owners below it are restored,
        foreach (var (version, owned) in OwnedByVersion(owners, form))
        {
            state = BringBack(state, In(version, before, form), version, owned);
        }

        // and so are the fields without an owner.
        var pruned = In(form, state.Root, state.Form);
        var gone = Fields(before, form).Difference(Fields(pruned, form));
        return In(resource, FieldRemoval.Remove(before, gone.Intersection(Named(last.Fields, form)), form.Schema), form);
    }

    private static State BringBack(State state, JsonObject before, ResourceDefinition version, FieldSet owned)
    {
        var kept = Fields(In(version, state.Root, state.Form), version).Union(Named(owned, version));
        return new State(FieldRemoval.Remove(before, Fields(before, version).Difference(kept), version.Schema), version);
    }

    /// <summary>The union of all owners' fields in each version, beginning with the version of the removal.</summary>
    private static IEnumerable<(ResourceDefinition Version, FieldSet Owned)> OwnedByVersion(OwnershipTable owners, ResourceDefinition first)
    {
        foreach (var version in first.Forms.All.OrderBy(version => version != first))
        {
            var owned = owners.Owners.Where(entry => entry.Value.ApiVersion == version.Kind.ApiVersion)
                .Aggregate(FieldSet.Empty, (union, entry) => union.Union(entry.Value.Fields));
            if (version == first || !owned.IsEmpty)
            {
                yield return (version, owned);
            }
        }
    }

    private static JsonObject In(ResourceDefinition form, JsonObject root, ResourceDefinition from) =>
        form == from ? root : KindForms.Convert(root, from, form);

    private static FieldSet Fields(JsonObject root, ResourceDefinition form) => Named(ObjectFields.Of(root, form.Schema), form);

    private static FieldSet Named(FieldSet fields, ResourceDefinition form) => NamedFields.Including(fields, new FieldType(form.Schema, null));

    private sealed record State(JsonObject Root, ResourceDefinition Form);
}
