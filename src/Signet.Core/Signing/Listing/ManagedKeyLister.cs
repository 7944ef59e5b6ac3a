using Signet.Core.Signing.Managed;
using static Signet.Core.Signing.Listing.KeyTexts;

namespace Signet.Core.Signing.Listing;

/// <summary>Lists recorded keys: managed ones, and those of files. The reasons follow from the records and the policy.</summary>
/// <param name="policy">The policy of this replica.</param>
/// <param name="keys">All records.</param>
internal sealed class ManagedKeyLister(KeyPolicy policy, IReadOnlyList<ManagedKey> keys)
{
    /// <summary>All keys at a time.</summary>
    public IEnumerable<ListedKey> At(DateTimeOffset now) => keys.Select(key => List(key, now));

    private ListedKey List(ManagedKey key, DateTimeOffset now) => new()
    {
        KeyId = key.KeyId,
        PublicKey = key.PublicKey,
        Algorithm = key.Algorithm,
        State = key.StateAt(now),
        PublishedFrom = Limited(key.PublishedFrom),
        PublicationConfirmedAt = key.PublicationConfirmedAt,
        SafeToSignFrom = SafeTimeOf(key),
        SignsFrom = Limited(key.SignsFrom),
        SignsUntil = key.SignsUntil,
        NeededUntil = key.NeededUntil,
        MaxLifetime = key.MaxLifetime,
        IsActivationForced = key.IsActivationForced,
        EndedAt = key.EndedAt,
        ChangesAt = NextOf(now, key.PublishedFrom, key.SignsFrom, key.SignsUntil, key.VerifiesUntil, key.EndedAt),
        Reasons = new KeyReasons
        {
            PublishedFrom = PublicationOf(key),
            SafeToSignFrom = key.PublishedFrom is null ? "not published yet"
                : policy.AvailableFrom(key) is null ? PublicationWait.Reason
                : HasNoBeginning(key) ? "safe at any time: every JWKS of the issuer has it"
                : Safe(policy.PublicationLead),
            SignsFrom = BeginningOf(key),
            SignsUntil = EndOf(key),
            NeededUntil = key.SignsUntil is null ? "no end while the end of its signing is not decided" : Needed(key.MaxLifetime),
            EndedAt = key.EndedAt is null ? null
                : key.IsRevoked ? "revoked: its tokens are refused, and the JWKS does not have it"
                : "retired by an operator before its last token had to expire",
        },
    };

    private static bool HasNoBeginning(ManagedKey key) => key.PublishedFrom == DateTimeOffset.MinValue;

    private DateTimeOffset? SafeTimeOf(ManagedKey key) => Limited(policy.AvailableFrom(key)) is { } available ? available + policy.PublicationLead : null;

    private string PublicationOf(ManagedKey key) => key.PublishedFrom is not { } published ? "not decided"
        : HasNoBeginning(key) ? "every JWKS of the issuer has it: it is the first key, or was published before Signet managed it"
        : key.IsActivationForced ? "published when it was needed at once"
        : Published(key.SignsFrom - published, policy.MaxAge, policy.PublicationLead);

    private string BeginningOf(ManagedKey key)
    {
        if (key.SignsFrom is not { } signs)
        {
            return PublicationWait.IsWaiting(policy, key) ? $"not decided: {PublicationWait.Reason}" : "not decided";
        }

        var before = keys.FirstOrDefault(other => other.Algorithm == key.Algorithm && other != key && other.SignsUntil == signs);
        return key.IsActivationForced ? "before it was safe: an operator activated it at once, or the key before it was revoked or is gone"
            : HasNoBeginning(key) ? "at once: every JWKS of the issuer has it"
            : before is not null && before.SignsFrom + policy.RotationInterval == signs
                ? $"when {before.KeyId} has signed for {Span(policy.RotationInterval!.Value)} (--signing-key-rotation-interval)"
            : SafeTimeOf(key) is null ? "planned before --signing-key-publication-required was set"
            : signs == SafeTimeOf(key) ? "as soon as it is safe"
            : signs > SafeTimeOf(key) ? "later than it is safe: until then another key signs"
            : "safe by the publication lead of the time when it was planned";
    }

    private string EndOf(ManagedKey key)
    {
        if (key.SignsUntil is { } until)
        {
            return keys.FirstOrDefault(other => other.Algorithm == key.Algorithm && other.SignsFrom == until) is { } next
                ? $"{next.KeyId} signs from then on"
                : $"no token is signed with it from then on";
        }

        return policy.RotationInterval is not { } interval ? "no end: a successor is made or given on demand"
            : Limited(key.SignsFrom) is { } signs
                ? $"no successor yet: one is published from {Time(signs + interval - policy.PublicationLead)} and signs from {Time(signs + interval)}"
            : "no successor yet";
    }
}
