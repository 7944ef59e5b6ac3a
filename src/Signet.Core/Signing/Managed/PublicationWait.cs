namespace Signet.Core.Signing.Managed;

/// <summary>A published key that does not sign before its publication is confirmed (<see cref="KeyPolicy.RequiresConfirmedPublication"/>).</summary>
/// <param name="Key">The key.</param>
/// <param name="Current">The key that signs meanwhile; null when keys of another algorithm do.</param>
/// <param name="OverdueSince">Since when the current key is older than the rotation interval; null while it is not.</param>
internal sealed record PublicationWait(ManagedKey Key, ManagedKey? Current, DateTimeOffset? OverdueSince)
{
    /// <summary>Why a key waits, for operators.</summary>
    public const string Reason = "its publication is not confirmed (--signing-key-publication-required); `signet publish` confirms it";

    /// <summary>The keys that wait at a time.</summary>
    public static IReadOnlyList<PublicationWait> At(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, DateTimeOffset now) =>
    [
        .. keys.Where(key => IsWaiting(policy, key) && key.StateAt(now) == ManagedKeyState.Next && policy.Algorithms.Contains(key.Algorithm)).Select(key =>
        {
            var current = keys.Where(other => other.Algorithm == key.Algorithm && other.StateAt(now) == ManagedKeyState.Current)
                .MaxBy(other => other.SignsFrom);
            return new PublicationWait(key, current, current?.SignsFrom + policy.RotationInterval is { } due && due <= now ? due : null);
        }),
    ];

    /// <summary>Whether a published key has no time from which it signs because its publication is not confirmed.</summary>
    public static bool IsWaiting(KeyPolicy policy, ManagedKey key) =>
        key is { EndedAt: null, SignsFrom: null, PublishedFrom: not null } && policy.AvailableFrom(key) is null;
}
