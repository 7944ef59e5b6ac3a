namespace Signet.Core.Signing;

/// <summary>What a signer adds to a payload to make a token: <c>HEADER.payload.SIGNATURE</c>.</summary>
/// <param name="EncodedHeader">
/// The JOSE header as base64url text in ASCII bytes. The memory is the signer's: it never changes, and several signatures may share it.
/// </param>
/// <param name="Signature">
/// The raw signature (RFC 7518: for ECDSA R‖S, not DER). The memory is the caller's: the signer uses it for nothing else.
/// </param>
internal readonly record struct JwtSignature(ReadOnlyMemory<byte> EncodedHeader, ReadOnlyMemory<byte> Signature);
