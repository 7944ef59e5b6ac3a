namespace Signet.Core.Signing.Managed;

/// <summary>What was done to the managed keys.</summary>
/// <param name="Transitions">The transitions that were committed; empty when nothing was to be done.</param>
/// <param name="After">The keys afterwards.</param>
internal sealed record KeyChange(IReadOnlyList<KeyTransition> Transitions, StoredKeys After)
{
    /// <summary>What it breaks, a sentence each.</summary>
    public IReadOnlyList<string> Consequences { get; init; } = [];
}
