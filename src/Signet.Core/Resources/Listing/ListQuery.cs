using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Listing;

/// <summary>What is to be listed.</summary>
internal sealed record ListQuery
{
    /// <summary>Which objects.</summary>
    public required ObjectSelector Selector { get; init; }

    /// <summary>At most so many in one page; 0 or less is no limit.</summary>
    public long Limit { get; init; }

    /// <summary>The token of the page before, or empty.</summary>
    public string Continue { get; init; } = "";

    /// <summary><c>resourceVersion</c> as it was sent, or empty for the newest state.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>What <see cref="ResourceVersion"/> means.</summary>
    public RevisionMatch Match { get; init; }
}
