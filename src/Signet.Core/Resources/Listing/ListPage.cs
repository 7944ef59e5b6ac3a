using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Listing;

/// <summary>One page of a list, or all of it, before it is written in the form that a client wants.</summary>
/// <param name="Resource">What is listed.</param>
/// <param name="Items">The objects, in the order of their keys.</param>
/// <param name="Revision">The revision that they are all as of.</param>
/// <param name="Continue">The token for the next page, or null on the last.</param>
/// <param name="Remaining">How many follow, or null when that is not told.</param>
internal sealed record ListPage(
    ResourceDefinition Resource, IReadOnlyList<StoredObject> Items, Revision Revision, string? Continue = null, long? Remaining = null)
{
    /// <summary>What is worth a warning: the objects that are missing because their stored values cannot be read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
