namespace Signet.Signing.Pkcs11;

/// <summary>Limits of a signer with a token.</summary>
internal sealed record Pkcs11SignerOptions
{
    /// <summary>The number of sessions, and so of signatures at a time.</summary>
    public int MaxSessions { get; init; } = 8;

    /// <summary>How many signatures may wait for a session.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>The time after which a signature is given up. A token that takes longer does not work.</summary>
    public TimeSpan SigningTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time after which an attempt to open the token is no longer waited for.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What clients are told to wait while the token is away.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
