using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Listing;

/// <summary>The keys that are in force on this replica, with their windows. Safe for concurrent use.</summary>
/// <param name="ring">The key ring.</param>
/// <param name="lead">The publication lead.</param>
internal sealed class KeyList(KeyRing ring, TimeSpan lead)
{
    /// <summary>The managed keys behind the ring, and their policy; null when others give the keys.</summary>
    public (ManagedRing Ring, KeyPolicy Policy)? Managed { get; init; }

    /// <summary>All keys at a time; ids are unique. Managed keys that the ring does not have, such as revoked ones, are among them.</summary>
    public IReadOnlyList<ListedKey> At(DateTimeOffset now)
    {
        var managed = Managed is { } source ? new ManagedKeyLister(source.Policy, source.Ring.Stored.Keys).At(now).ToList() : [];
        var known = managed.Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        return [.. managed, .. new RingKeyLister(ring.Current, lead).At(now).Where(key => !known.Contains(key.KeyId))];
    }

    /// <summary>Waits until other keys are in force. A caller takes the task before it reads the keys.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => ring.WaitForChangeAsync(cancellationToken);
}
