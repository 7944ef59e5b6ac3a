namespace Signet.Core.Signing;

/// <summary>The parts of a token that a signer adds to a payload: <c>HEADER.payload.SIGNATURE</c>.</summary>
/// <param name="EncodedHeader">
/// The JOSE header in base64url, as ASCII bytes. The signer owns the memory: it never changes, and several signatures may share it.
/// </param>
/// <param name="Signature">
/// The raw signature (RFC 7518: for ECDSA R‖S, not DER). The caller owns the memory: the signer does not use it again.
/// </param>
internal readonly record struct JwtSignature(ReadOnlyMemory<byte> EncodedHeader, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The algorithm of the key. The key ring sets it when it has checked the header; else null.</summary>
    public JwtAlgorithm? Algorithm { get; init; }
}
