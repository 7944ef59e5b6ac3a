namespace Signet.Core.Storage;

/// <summary>The store has no space for the commit, and nothing has changed.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : StoreUnavailableException(message, inner)
{
    /// <summary>Whether commits that may use the reserve, and those that make values smaller or delete them, may still succeed.</summary>
    public bool TakesDeletions { get; init; } = true;
}
