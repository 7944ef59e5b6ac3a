namespace Signet.Core.Signing.Ring;

/// <summary>A signer of a ring, and the tokens that it is for.</summary>
internal sealed record RingSigner
{
    /// <summary>The signer.</summary>
    public required IJwtSigner Signer { get; init; }

    /// <summary>The key of the ring that it signs with; null when it chooses among the published keys itself, as an external signer does.</summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// The audiences that it is for: one audience, or a pattern in which <c>*</c> stands for any characters (<see cref="AudienceSigners"/>). Null
    /// for all that no other signer is for.
    /// </summary>
    public string? Audience { get; init; }
}
