namespace Signet.Core.Resources.Tables;

/// <summary>How a table is wanted.</summary>
/// <param name="MetaVersion">The version of <c>meta.k8s.io</c>.</param>
/// <param name="Included">What its rows carry.</param>
/// <param name="WithColumns">Whether the columns are described: not again and again in a watch.</param>
internal readonly record struct TableOptions(string MetaVersion, IncludedObject Included, bool WithColumns);
