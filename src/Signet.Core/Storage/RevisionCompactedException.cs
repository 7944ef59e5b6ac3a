using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The revision is no longer kept: read anew and go on from there.</summary>
public sealed class RevisionCompactedException(Revision oldest)
    : Exception($"the requested revision has been compacted; the oldest kept is {oldest}")
{
    /// <summary>The oldest revision that is still kept.</summary>
    public Revision Oldest { get; } = oldest;
}
