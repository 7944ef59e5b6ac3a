namespace Signet.Core.Signing;

/// <summary>
/// The signing seam. It takes a payload and returns header and signature, because an external signer chooses
/// <c>alg</c> and <c>kid</c> itself (Kubernetes' <c>ExternalJWTSigner</c>, <c>Sign</c>).
/// </summary>
public interface IJwtSigner
{
    /// <summary>Signs one JWT (RFC 7515, compact serialization).</summary>
    /// <param name="encodedPayload">The claims as base64url text in ASCII bytes.</param>
    /// <param name="cancellationToken">Gives up waiting; a remote signer may still sign.</param>
    /// <exception cref="SigningFailedException">No signature could be made.</exception>
    ValueTask<JwtSignature> SignAsync(ReadOnlyMemory<byte> encodedPayload, CancellationToken cancellationToken);
}

/// <summary>What a signer adds to a payload to make a token: <c>HEADER.payload.SIGNATURE</c>.</summary>
/// <param name="EncodedHeader">The JOSE header as base64url text in ASCII bytes; may be shared between calls.</param>
/// <param name="Signature">The raw signature (RFC 7518: for ECDSA R‖S, not DER).</param>
public readonly record struct JwtSignature(ReadOnlyMemory<byte> EncodedHeader, ReadOnlyMemory<byte> Signature);

/// <summary>The signer could not sign; the message never holds key material or the payload.</summary>
public sealed class SigningFailedException(string message, Exception? inner = null) : Exception(message, inner);
