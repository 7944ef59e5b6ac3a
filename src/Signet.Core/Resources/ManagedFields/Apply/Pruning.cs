using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// Removes from an object what its applier applied last time, applies no more, and nobody else owns (structured-merge-diff,
/// <c>merge/update.go</c> prune). Fields are removed in the version in which the applier applied last time; each other owner's fields are
/// looked up in the version of that owner.
/// </summary>
internal static class Pruning
{
    /// <param name="merged">The object with the new configuration laid over it.</param>
    /// <param name="last">What the applier owned before.</param>
    /// <param name="owners">What anybody owns now, the applier's new fields included.</param>
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

        // Removing a field takes everything below it along, so what others own there is brought back,
        foreach (var (version, owned) in OwnedByVersion(owners, form))
        {
            state = BringBack(state, In(version, before, form), version, owned);
        }

        // and so is what nobody owns.
        var pruned = In(form, state.Root, state.Form);
        var gone = Fields(before, form).Difference(Fields(pruned, form));
        return In(resource, FieldRemoval.Remove(before, gone.Intersection(Named(last.Fields, form)), form.Schema), form);
    }

    private static State BringBack(State state, JsonObject before, ResourceDefinition version, FieldSet owned)
    {
        var kept = Fields(In(version, state.Root, state.Form), version).Union(Named(owned, version));
        return new State(FieldRemoval.Remove(before, Fields(before, version).Difference(kept), version.Schema), version);
    }

    /// <summary>The union of all owners' fields in each version; the version of the removal first, so that a conversion finds what it needs.</summary>
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
