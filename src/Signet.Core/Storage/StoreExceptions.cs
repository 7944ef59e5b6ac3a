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
public class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store has no space for the commit, and nothing has changed. Commits that may use the reserve (<see cref="Commit.MayUseReserve"/>) may still succeed.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : StoreUnavailableException(message, inner);

/// <summary>The store was written by a newer version of Signet, or is not one of Signet's at all.</summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store is damaged; the message names the file and the check that failed.</summary>
public sealed class StoreDamagedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store has less than it is known to have had: it is new, empty, older, or a part of it is missing.</summary>
public sealed class StoreLostException(string message) : Exception(message);
