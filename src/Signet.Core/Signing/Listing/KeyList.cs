using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Listing;

/// <summary>The keys that are in force on this replica, with their windows. Safe for concurrent use.</summary>
/// <param name="ring">The key ring.</param>
/// <param name="lead">The publication lead.</param>
internal sealed class KeyList(KeyRing ring, TimeSpan lead)
{
    /// <summary>The records behind the ring that are in force, and their policy; null when the ring has none.</summary>
    public (Func<IReadOnlyList<ManagedKey>> Keys, KeyPolicy Policy)? Recorded { get; init; }

    /// <summary>All keys at a time; ids are unique. Recorded keys that the ring does not have, such as revoked ones, are among them.</summary>
    public IReadOnlyList<ListedKey> At(DateTimeOffset now)
    {
        var snapshot = ring.Current;

        // A key that a file names, too, has no end, whatever its record says.
        var recorded = Recorded is { } source
            ? new ManagedKeyLister(source.Policy, source.Keys()).At(now)
                .Where(key => key.NeededUntil is null || snapshot.Find(key.KeyId) is not { VerifiesUntil: var end } || end != DateTimeOffset.MaxValue).ToList()
            : [];
        var known = recorded.Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        return [.. recorded, .. new RingKeyLister(snapshot, lead).At(now).Where(key => !known.Contains(key.KeyId))];
    }

    /// <summary>Waits until other keys are in force. A caller takes the task before it reads the keys.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => ring.WaitForChangeAsync(cancellationToken);
}
