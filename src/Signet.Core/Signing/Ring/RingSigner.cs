namespace Signet.Core.Signing.Ring;

/// <summary>A signer of a ring, and the audiences that it signs for.</summary>
internal sealed record RingSigner
{
    public required IJwtSigner Signer { get; init; }

    /// <summary>Where its keys are, for metrics and traces: one of a few words.</summary>
    public string Source { get => field ?? Signer.Source; init; }

    /// <summary>The key of the ring that it signs with; null if it chooses one of the published keys itself, as an external signer does.</summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// The snapshot whose keys the signer may use, read after each signature; null for the snapshot that it belongs to. A signer outside of this process
    /// may use a key that was fetched while it signed.
    /// </summary>
    public Func<KeyRingSnapshot>? Latest { get; init; }

    /// <summary>
    /// The audiences that it signs for: an audience, or a pattern in which <c>*</c> matches any characters (<see cref="AudienceSigners"/>). Null for all
    /// audiences without a signer of their own.
    /// </summary>
    public string? Audience { get; init; }
}
