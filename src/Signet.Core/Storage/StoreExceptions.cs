using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The revision is no longer kept: read anew and go on from there.</summary>
public sealed class RevisionCompactedException(Revision oldest)
    : Exception($"the requested revision has been compacted; the oldest kept is {oldest}")
{
    /// <summary>The oldest revision that is still kept.</summary>
    public Revision Oldest { get; } = oldest;
}

/// <summary>The revision does not exist yet.</summary>
public sealed class RevisionInFutureException(Revision current)
    : Exception($"the requested revision does not exist yet; the current one is {current}")
{
    /// <summary>The newest revision.</summary>
    public Revision Current { get; } = current;
}

/// <summary>The store could not be reached or could not write; whether a commit happened is unknown.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store was written by a newer version of Signet, or is not one of Signet's at all.</summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
