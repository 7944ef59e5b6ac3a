using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>The differences between two states of an object.</summary>
/// <param name="Added">The fields that only the second state has.</param>
/// <param name="Modified">The fields with another value in the second state.</param>
/// <param name="Removed">The fields that only the first state has.</param>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>The fields that the second state sets.</summary>
    public FieldSet Written => Added.Union(Modified);

    /// <summary>Removes the fields at or below some paths.</summary>
    public Comparison Without(FieldSet roots) =>
        roots.IsEmpty ? this : new(Added.Without(roots), Modified.Without(roots), Removed.Without(roots));
}
