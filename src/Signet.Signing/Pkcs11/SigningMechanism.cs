using System.Buffers;
using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11.Native;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// How a token makes a signature of an algorithm. Preferred are mechanisms that sign a hash: they exist in nearly every token, and only the hash is sent to it.
/// Otherwise the token hashes.
/// </summary>
internal sealed record SigningMechanism(nuint Type, JwtAlgorithm Algorithm, bool TokenHashes)
{
    /// <summary>The DER of a DigestInfo of SHA-256 up to the hash (RFC 8017, section 9.2, note 1): what CKM_RSA_PKCS pads.</summary>
    private static readonly byte[] DigestInfo =
        [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

    /// <summary>Chooses a mechanism; null if the token has none for the algorithm.</summary>
    public static SigningMechanism? Choose(JwtAlgorithm algorithm, Func<nuint, bool> canSign)
    {
        var (hashed, whole) = !algorithm.IsEllipticCurve ? (Cryptoki.RsaPkcs, Cryptoki.Sha256RsaPkcs)
            : algorithm == JwtAlgorithm.ES256 ? (Cryptoki.Ecdsa, Cryptoki.EcdsaSha256)
            : algorithm == JwtAlgorithm.ES384 ? (Cryptoki.Ecdsa, Cryptoki.EcdsaSha384)
            : (Cryptoki.Ecdsa, Cryptoki.EcdsaSha512);
        return canSign(hashed) ? new SigningMechanism(hashed, algorithm, TokenHashes: false)
            : canSign(whole) ? new SigningMechanism(whole, algorithm, TokenHashes: true)
            : null;
    }

    /// <summary>The input of the mechanism for a JWT: a copy, because the token may still read it when the caller has stopped waiting.</summary>
    /// <param name="header">The encoded header.</param>
    /// <param name="payload">The encoded payload.</param>
    public byte[] Prepare(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var length = header.Length + 1 + payload.Length;
        if (TokenHashes)
        {
            var whole = new byte[length];
            Join(header, payload, whole);
            return whole;
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        Join(header, payload, rented);
        var hash = CryptographicOperations.HashData(Algorithm.Hash, rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return Algorithm.IsEllipticCurve ? hash : [.. DigestInfo, .. hash];
    }

    private static void Join(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> input)
    {
        header.CopyTo(input);
        input[header.Length] = (byte)'.';
        payload.CopyTo(input[(header.Length + 1)..]);
    }
}
