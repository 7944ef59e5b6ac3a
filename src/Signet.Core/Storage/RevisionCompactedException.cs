using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The revision has been compacted. The caller must read the current state and continue from there.</summary>
public sealed class RevisionCompactedException(Revision oldest)
    : Exception($"the requested revision has been compacted; the oldest kept is {oldest}")
{
    /// <summary>The oldest revision that is available.</summary>
    public Revision Oldest { get; } = oldest;
}
