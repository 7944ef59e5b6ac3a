namespace Signet.Core.Resources.FieldSets;

/// <summary>One path element and the subtree below it.</summary>
/// <param name="IsMember">Whether the path that ends at the element is in the set.</param>
/// <param name="Below">The paths below it.</param>
internal readonly record struct FieldSetEntry(PathElement Element, bool IsMember, FieldSet Below);
