namespace Signet.Core.Signing;

/// <summary>
/// The signing seam. A signer takes a payload and returns header and signature, because an external signer chooses
/// <c>alg</c> and <c>kid</c> itself (Kubernetes' <c>ExternalJWTSigner</c>, <c>Sign</c>).
/// </summary>
/// <remarks>docs/decisions/0018-keys-are-one-ring.md defines the ownership of memory. Every implementation passes <c>JwtSignerContract</c>.</remarks>
internal interface IJwtSigner
{
    /// <summary>Where the key is, for metrics and traces: <c>file</c>, <c>pkcs11</c> or <c>external</c>.</summary>
    string Source => "file";

    /// <summary>Signs one JWT (RFC 7515, compact serialization). Safe for concurrent use.</summary>
    /// <param name="request">
    /// The request. The caller owns the memory of the payload: the signer may read it until the returned task completes, and keeps no reference
    /// afterwards. After a failure or cancellation the signer may still read it, because a remote call cannot be revoked: the caller may reuse
    /// the memory only after a success.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait; a remote signer may still sign.</param>
    /// <exception cref="SigningFailedException">No signature could be made.</exception>
    ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken);
}
