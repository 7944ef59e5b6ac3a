using Signet.Core.Signing.Managed;

namespace Signet.Core.Signing.Listing;

/// <summary>A key as operators see it (<c>kubectl get signingkeys</c>): its stage at a time, its windows, and why they are what they are.</summary>
internal sealed record ListedKey
{
    public required string KeyId { get; init; }

    /// <summary>The public key.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary>The stage at the time for which the list was made.</summary>
    public required ManagedKeyState State { get; init; }

    /// <summary>From when the JWKS has it; null when it is not published, and when every JWKS of the issuer has it.</summary>
    public DateTimeOffset? PublishedFrom { get; init; }

    /// <summary>When it was first confirmed that the copies of the JWKS have it; null before, and for keys that Signet does not manage.</summary>
    public DateTimeOffset? PublicationConfirmedAt { get; init; }

    /// <summary>From when every verifier has it that refreshes within the publication lead; null as <see cref="PublishedFrom"/>.</summary>
    public DateTimeOffset? SafeToSignFrom { get; init; }

    /// <summary>From when it signs; null when that is not decided, and when it has no beginning.</summary>
    public DateTimeOffset? SignsFrom { get; init; }

    /// <summary>From when it signs no more; null while it has no end.</summary>
    public DateTimeOffset? SignsUntil { get; init; }

    /// <summary>Until when its tokens are accepted and it is published; null while it has no end.</summary>
    public DateTimeOffset? NeededUntil { get; init; }

    /// <summary>The maximum lifetime of its tokens.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    public bool IsActivationForced { get; init; }

    /// <summary>When an operator ended it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The next time at which the stage changes by itself; null when it does not.</summary>
    public DateTimeOffset? ChangesAt { get; init; }

    public required KeyReasons Reasons { get; init; }
}
