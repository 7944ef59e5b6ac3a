namespace Signet.Core.Resources.FieldSets;

/// <summary>One step and what lies behind it.</summary>
/// <param name="Element">The step.</param>
/// <param name="IsMember">Whether the path that ends here is in the set.</param>
/// <param name="Below">The rest of the paths that go on.</param>
internal readonly record struct FieldSetEntry(PathElement Element, bool IsMember, FieldSet Below);
