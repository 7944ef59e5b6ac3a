using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Listing;

internal sealed record ListQuery
{
    public required ObjectSelector Selector { get; init; }

    /// <summary>The maximum number of objects of a page; 0 or less for no limit.</summary>
    public long Limit { get; init; }

    /// <summary>The token from the previous page; empty for the first page.</summary>
    public string Continue { get; init; } = "";

    /// <summary><c>resourceVersion</c> as it was sent; empty for the newest state.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>The meaning of <see cref="ResourceVersion"/>.</summary>
    public RevisionMatch Match { get; init; }
}
