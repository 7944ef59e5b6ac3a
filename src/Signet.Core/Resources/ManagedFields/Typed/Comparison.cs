using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>In what two states of an object differ.</summary>
/// <param name="Added">What only the second has.</param>
/// <param name="Modified">What has another value in the second.</param>
/// <param name="Removed">What only the first has.</param>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>What an owner of fields would see change.</summary>
    public FieldSet Written => Added.Union(Modified);

    /// <summary>Without what lies at or below some fields.</summary>
    public Comparison Without(FieldSet roots) =>
        roots.IsEmpty ? this : new(Added.Without(roots), Modified.Without(roots), Removed.Without(roots));
}
