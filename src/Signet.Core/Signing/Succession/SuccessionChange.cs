using Signet.Core.Signing.Managed;

namespace Signet.Core.Signing.Succession;

/// <summary>What a run did to the windows of given keys.</summary>
/// <param name="Before">The records before.</param>
/// <param name="After">The records after.</param>
internal sealed record SuccessionChange(IReadOnlyList<ManagedKey> Before, IReadOnlyList<ManagedKey> After)
{
    /// <summary>Why the stored records could not be read, and were begun anew; null otherwise.</summary>
    public string? Fault { get; init; }

    /// <summary>Why the former key in a device could not be opened, so that its successor signs at once; null otherwise.</summary>
    public string? FormerFault { get; init; }

    /// <summary>The records that are new or have other windows.</summary>
    public IEnumerable<ManagedKey> Changed => After.Where(key => !Before.Any(before => before.KeyId == key.KeyId && HasSameWindows(before, key)));

    private static bool HasSameWindows(ManagedKey one, ManagedKey other) =>
        (one.PublishedFrom, one.SignsFrom, one.SignsUntil, one.EndedAt, one.IsActivationForced) ==
        (other.PublishedFrom, other.SignsFrom, other.SignsUntil, other.EndedAt, other.IsActivationForced);
}
