namespace Signet.Core.Resources.Tables;

/// <summary>The options of a table.</summary>
/// <param name="MetaVersion">The version of <c>meta.k8s.io</c>.</param>
/// <param name="Included">The part of the object that each row contains.</param>
/// <param name="WithColumns">Whether to write the column definitions; a watch sends them once.</param>
internal readonly record struct TableOptions(string MetaVersion, IncludedObject Included, bool WithColumns);
