namespace Signet.Core.Signing.Ring;

/// <summary>
/// A key of a ring: the public key, its id, and the windows in which it signs, is published and verifies. The start of a window is inclusive and its
/// end exclusive, both in whole seconds. By default the windows are unlimited.
/// </summary>
internal sealed record RingKey
{
    /// <summary>The public key.</summary>
    public required VerificationKey Key { get; init; }

    /// <summary>The <c>kid</c>: given by the source of the key, else the id that Kubernetes computes.</summary>
    public string KeyId { get => field ?? Key.DefaultKeyId; init; }

    /// <summary>Whether the JWKS may contain the key. A key that is never published is accepted only by this server.</summary>
    public bool IsInKeySet { get; init; } = true;

    /// <summary>The time from which the JWKS contains the key.</summary>
    public DateTimeOffset PublishedFrom { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The time from which the JWKS no longer contains the key.</summary>
    public DateTimeOffset PublishedUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The time from which the key may sign.</summary>
    public DateTimeOffset SignsFrom { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The time from which the key no longer signs.</summary>
    public DateTimeOffset SignsUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The time from which tokens of the key are refused.</summary>
    public DateTimeOffset VerifiesUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The maximum lifetime of the tokens that it has signed; null for that of the ring.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>Whether the JWKS contains the key at a time.</summary>
    public bool IsPublishedAt(DateTimeOffset now) => IsInKeySet && PublishedFrom <= now && now < PublishedUntil;

    /// <summary>Whether the key may sign at a time.</summary>
    public bool SignsAt(DateTimeOffset now) => SignsFrom <= now && now < SignsUntil;

    /// <summary>Whether tokens of the key are accepted at a time.</summary>
    public bool VerifiesAt(DateTimeOffset now) => now < VerifiesUntil;

    /// <summary>Whether another key has the same id and public key, regardless of windows.</summary>
    public bool IsSameKey(RingKey other) => KeyId == other.KeyId && Key.HasSamePublicKey(other.Key);

    /// <summary>Whether another key has the same windows and publication.</summary>
    internal bool HasSameWindows(RingKey other) =>
        IsInKeySet == other.IsInKeySet && PublishedFrom == other.PublishedFrom && PublishedUntil == other.PublishedUntil &&
        SignsFrom == other.SignsFrom && SignsUntil == other.SignsUntil && VerifiesUntil == other.VerifiesUntil;
}
