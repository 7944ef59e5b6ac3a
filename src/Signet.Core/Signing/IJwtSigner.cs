namespace Signet.Core.Signing;

/// <summary>
/// The signing seam. A signer takes a payload and returns header and signature, because an external signer chooses
/// <c>alg</c> and <c>kid</c> itself (Kubernetes' <c>ExternalJWTSigner</c>, <c>Sign</c>).
/// </summary>
/// <remarks>docs/decisions/0018-keys-are-one-ring.md says who owns which memory. Every implementation passes <c>JwtSignerContract</c>.</remarks>
internal interface IJwtSigner
{
    /// <summary>Signs one JWT (RFC 7515, compact serialization). Safe for concurrent use.</summary>
    /// <param name="request">
    /// What to sign. The payload's memory is the caller's: the signer may read it until the returned task completes and keeps no reference to
    /// it after that. A signer whose call has failed or was cancelled may still read it, because a remote call cannot be taken back: the
    /// caller uses the memory again only after a success.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; a remote signer may still sign.</param>
    /// <exception cref="SigningFailedException">No signature could be made.</exception>
    ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken);
}
