using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// A key pair that Signet makes, publishes, uses and retires by itself: what is stored of it. All times are whole seconds. Immutable; a
/// transition makes a new record (<see cref="KeyTransition"/>).
/// </summary>
internal sealed record ManagedKey
{
    /// <summary>The <c>kid</c>, also the name of its <c>SigningKey</c> object.</summary>
    public required string KeyId { get; init; }

    /// <summary>The algorithm, which also names the line of keys: keys of one algorithm follow each other.</summary>
    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary>The public half (SubjectPublicKeyInfo, DER).</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>
    /// The private half (PKCS#8, DER), encrypted and bound to this key (<see cref="KeySealing"/>). Empty when it was erased
    /// after the last signature.
    /// </summary>
    public ReadOnlyMemory<byte> SealedPrivateKey { get; init; }

    /// <summary>
    /// The URI of the device that has the private half (RFC 7512, without a PIN); null for a key in a file or in the store. A server whose settings name
    /// another key opens it to sign until that one may.
    /// </summary>
    public string? DeviceUri { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// From when the JWKS has it; null while it is pending. <see cref="DateTimeOffset.MinValue"/> when no verifier can have a JWKS without
    /// it: the first key of an issuer, or a static key that was published before Signet managed it.
    /// </summary>
    public DateTimeOffset? PublishedFrom { get; init; }

    /// <summary>When it was first confirmed that the copies of the JWKS which relying parties read have it (<c>signet publish</c>); null before.</summary>
    public DateTimeOffset? PublicationConfirmedAt { get; init; }

    /// <summary>Whether an operator lets it sign without that confirmation (<see cref="KeyPolicy.RequiresConfirmedPublication"/>).</summary>
    public bool IsPublicationWaived { get; init; }

    /// <summary>From when it signs; null while that is not decided.</summary>
    public DateTimeOffset? SignsFrom { get; init; }

    /// <summary>When it signs no more; null while it has no successor.</summary>
    public DateTimeOffset? SignsUntil { get; init; }

    /// <summary>The maximum lifetime of any token that it has signed or may sign. Grows with the settings, never shrinks.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    /// <summary>Whether it signed before verifiers had to know it: an operator has replaced a revoked key at once.</summary>
    public bool IsActivationForced { get; init; }

    /// <summary>Whether it signed before Signet managed it. Such a record is never removed, so that its key file is recognized for ever.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>When an operator ended it, by <c>retire</c> or <c>revoke</c>; null when only time ends it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether <see cref="EndedAt"/> was a revocation.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>When its last token has expired for every verifier, clock skew included; null while it has no end.</summary>
    public DateTimeOffset? NeededUntil => SignsUntil is { } end ? end + MaxLifetime + ClockSkew.Max : null;

    /// <summary>When its tokens are accepted, and it is published, no more; null while it has no end.</summary>
    public DateTimeOffset? VerifiesUntil => EndedAt is { } ended && !(NeededUntil < ended) ? ended : NeededUntil;

    /// <summary>The stage at a time.</summary>
    public ManagedKeyState StateAt(DateTimeOffset now) =>
        IsRevoked && EndedAt <= now ? ManagedKeyState.Revoked
        : VerifiesUntil <= now ? ManagedKeyState.Retired
        : PublishedFrom is null || PublishedFrom > now ? ManagedKeyState.Pending
        : SignsFrom is null || SignsFrom > now ? ManagedKeyState.Next
        : SignsUntil is null || SignsUntil > now ? ManagedKeyState.Current
        : ManagedKeyState.Previous;

    /// <summary>The key in a ring; null while it is pending without a date, and after an operator has ended it.</summary>
    /// <param name="key">The public half, parsed.</param>
    public RingKey? ToRingKey(VerificationKey key) => PublishedFrom is not { } published || EndedAt is not null ? null : new RingKey
    {
        Key = key,
        KeyId = KeyId,

        // A forced activation is outside of the rule that a key is published max-age before it signs.
        PublishedFrom = IsActivationForced ? DateTimeOffset.MinValue : published,
        PublishedUntil = NeededUntil ?? DateTimeOffset.MaxValue,
        SignsFrom = SignsFrom ?? DateTimeOffset.MaxValue,
        SignsUntil = SignsUntil ?? DateTimeOffset.MaxValue,
        VerifiesUntil = NeededUntil ?? DateTimeOffset.MaxValue,
        MaxLifetime = MaxLifetime,
    };
}
