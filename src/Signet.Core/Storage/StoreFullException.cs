namespace Signet.Core.Storage;

/// <summary>The store has no space for the commit, and nothing has changed.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : StoreUnavailableException(message, inner)
{
    /// <summary>Whether commits that need no more space, such as deletions, may still succeed.</summary>
    public bool TakesDeletions { get; init; } = true;
}
