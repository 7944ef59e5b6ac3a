using System.Text.Json.Nodes;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// Removes from an object what its applier applied last time, applies no more, and nobody else owns (structured-merge-diff,
/// <c>merge/update.go</c> prune).
/// </summary>
internal static class Pruning
{
    /// <param name="merged">The object with the new configuration laid over it.</param>
    /// <param name="last">What the applier owned before.</param>
    /// <param name="owned">What anybody owns now, the applier's new fields included.</param>
    /// <param name="type">The kind's type.</param>
    public static JsonObject Prune(JsonObject merged, FieldSet last, FieldSet owned, SchemaType type)
    {
        if (last.IsEmpty)
        {
            return merged;
        }

        last = Named(last, type);
        var all = Named(ObjectFields.Of(merged, type), type);

        // Removing a field takes everything below it along, so what others own there is brought back,
        var pruned = FieldRemoval.Remove(merged, last, type);
        var kept = Named(ObjectFields.Of(pruned, type), type).Union(Named(owned, type));
        pruned = FieldRemoval.Remove(merged, all.Difference(kept), type);

        // and so is what nobody owns.
        var gone = all.Difference(Named(ObjectFields.Of(pruned, type), type));
        return FieldRemoval.Remove(merged, gone.Intersection(last), type);
    }

    private static FieldSet Named(FieldSet fields, SchemaType type) => NamedFields.Including(fields, new FieldType(type, null));
}
