namespace Signet.Core.Resources.Listing;

/// <summary>The state of the objects that a list shows (<c>resourceVersionMatch</c>).</summary>
internal enum RevisionMatch
{
    /// <summary>Kubernetes' default: not older than the revision; exactly the revision for the first of several pages.</summary>
    Unspecified,

    /// <summary>Not older than the revision.</summary>
    NotOlderThan,

    /// <summary>Exactly the revision.</summary>
    Exact,
}
