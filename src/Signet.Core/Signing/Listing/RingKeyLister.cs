using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using static Signet.Core.Signing.Listing.KeyTexts;

namespace Signet.Core.Signing.Listing;

/// <summary>Lists the keys of a ring: those of files and of other sources that give their windows without their reasons.</summary>
/// <param name="ring">The ring.</param>
/// <param name="lead">The publication lead.</param>
internal sealed class RingKeyLister(KeyRingSnapshot ring, TimeSpan lead)
{
    /// <summary>All keys at a time.</summary>
    public IEnumerable<ListedKey> At(DateTimeOffset now) => ring.Keys.Select(key => List(key, now));

    private ListedKey List(RingKey key, DateTimeOffset now)
    {
        var signs = ring.HasSigner(key.KeyId) || key.SignsUntil != DateTimeOffset.MaxValue;
        var published = key.IsInKeySet ? Limited(key.PublishedFrom) : null;
        var maxLifetime = key.MaxLifetime ?? ring.MaxLifetime;
        return new()
        {
            KeyId = key.KeyId,
            PublicKey = key.Key.SubjectPublicKeyInfo,
            Algorithm = key.Key.Algorithm,
            State = StateOf(key, signs, now),
            PublishedFrom = published,
            SafeToSignFrom = signs && published is { } from ? from + lead : null,
            SignsFrom = signs ? Limited(key.SignsFrom) : null,
            SignsUntil = signs ? Limited(key.SignsUntil) : null,
            NeededUntil = Limited(key.VerifiesUntil),
            MaxLifetime = maxLifetime,
            ChangesAt = NextOf(now, key.PublishedFrom, key.SignsFrom, key.SignsUntil, key.VerifiesUntil),
            Reasons = new KeyReasons
            {
                PublishedFrom = !key.IsInKeySet ? "never: only this server accepts its tokens"
                    : published is { } since ? Published(signs ? key.SignsFrom - since : null, ring.MaxAge, lead)
                    : "no beginning: it is published as long as the settings name it",
                SafeToSignFrom = !signs ? "it does not sign" : published is null ? "safe at any time" : Safe(lead),
                SignsFrom = !signs ? "it does not sign: the settings give it for the verification of tokens"
                    : Limited(key.SignsFrom) is null ? "no beginning: the settings name it as a signing key"
                    : SuccessionOf(key),
                SignsUntil = !signs ? "it does not sign"
                    : Limited(key.SignsUntil) is not { } until ? "no end while the settings name it as a signing key"
                    : ring.Keys.FirstOrDefault(other => other.SignsFrom == until) is { } next ? $"{next.KeyId} signs from then on"
                    : "no token is signed with it from then on",
                NeededUntil = Limited(key.VerifiesUntil) is null ? "no end while the settings name it" : Needed(maxLifetime),
            },
        };
    }

    private string SuccessionOf(RingKey key) => key.SignsFrom == key.PublishedFrom + lead ? "as soon as it is safe"
        : key.SignsFrom > key.PublishedFrom + lead ? "later than it is safe: until then another key signs"
        : "before it was safe: the settings let it sign at once";

    private static ManagedKeyState StateOf(RingKey key, bool signs, DateTimeOffset now) => !key.VerifiesAt(now) ? ManagedKeyState.Retired
        : key.IsInKeySet && now < key.PublishedFrom ? ManagedKeyState.Pending
        : !signs ? ManagedKeyState.Previous
        : now < key.SignsFrom ? ManagedKeyState.Next
        : key.SignsAt(now) ? ManagedKeyState.Current
        : ManagedKeyState.Previous;
}
