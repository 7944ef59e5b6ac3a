namespace Signet.Core.Resources.Listing;

/// <summary>Which state of the objects a list shows.</summary>
internal enum RevisionMatch
{
    /// <summary>As Kubernetes has always done: at least the revision, exactly it for the first of several pages.</summary>
    Unspecified,

    /// <summary>At least the revision.</summary>
    NotOlderThan,

    /// <summary>The revision and no other.</summary>
    Exact,
}
