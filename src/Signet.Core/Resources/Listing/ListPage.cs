using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Listing;

/// <summary>One page of a list, or the whole list, before it is encoded.</summary>
/// <param name="Items">The objects, ordered by key.</param>
/// <param name="Continue">The token of the next page; null for the last page.</param>
/// <param name="Remaining">The number of objects after the page; null when it is not reported.</param>
internal sealed record ListPage(
    ResourceDefinition Resource, IReadOnlyList<StoredObject> Items, Revision Revision, string? Continue = null, long? Remaining = null)
{
    /// <summary>The warnings of the answer: objects that are missing because their stored values cannot be read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
