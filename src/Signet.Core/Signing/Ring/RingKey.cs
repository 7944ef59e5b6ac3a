namespace Signet.Core.Signing.Ring;

/// <summary>
/// A key of a ring: its public half, its id, and the windows in which it signs, is published and verifies. Each window begins at its first
/// second and ends before its last; the times are whole seconds. Without times a key does all of it for ever.
/// </summary>
internal sealed record RingKey
{
    /// <summary>The public half.</summary>
    public required VerificationKey Key { get; init; }

    /// <summary>The <c>kid</c>: given by the source of the key, else the one that Kubernetes computes.</summary>
    public string KeyId { get => field ?? Key.DefaultKeyId; init; }

    /// <summary>Whether the JWKS holds it at all. A key that it does not hold verifies here and nowhere else.</summary>
    public bool IsInKeySet { get; init; } = true;

    /// <summary>From when the JWKS holds it.</summary>
    public DateTimeOffset PublishedFrom { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When the JWKS ceases to hold it.</summary>
    public DateTimeOffset PublishedUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>From when it may sign.</summary>
    public DateTimeOffset SignsFrom { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When it ceases to sign.</summary>
    public DateTimeOffset SignsUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>When its tokens cease to be accepted.</summary>
    public DateTimeOffset VerifiesUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The maximum lifetime of the tokens that it has signed; null for that of the ring.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>Whether the JWKS holds it at a time.</summary>
    public bool IsPublishedAt(DateTimeOffset now) => IsInKeySet && PublishedFrom <= now && now < PublishedUntil;

    /// <summary>Whether it may sign at a time.</summary>
    public bool SignsAt(DateTimeOffset now) => SignsFrom <= now && now < SignsUntil;

    /// <summary>Whether its tokens are accepted at a time.</summary>
    public bool VerifiesAt(DateTimeOffset now) => now < VerifiesUntil;

    /// <summary>Whether another key has the same id and the same public key, whatever its windows are.</summary>
    public bool IsSameKey(RingKey other) => KeyId == other.KeyId && Key.HasSamePublicKey(other.Key);

    /// <summary>Whether another key has the same windows and publication.</summary>
    internal bool HasSameWindows(RingKey other) =>
        IsInKeySet == other.IsInKeySet && PublishedFrom == other.PublishedFrom && PublishedUntil == other.PublishedUntil &&
        SignsFrom == other.SignsFrom && SignsUntil == other.SignsUntil && VerifiesUntil == other.VerifiesUntil;
}
