namespace Signet.Core.Signing.Managed;

/// <summary>Makes key pairs, and signers of their private halves.</summary>
internal interface IKeyPairs
{
    /// <summary>Makes a key pair.</summary>
    /// <returns>The private half (PKCS#8, DER), which the caller clears after use, and the public one.</returns>
    (byte[] PrivateKey, VerificationKey PublicKey) Generate(JwtAlgorithm algorithm);

    /// <summary>Makes a signer; it takes a copy of the private half.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is no private key of the algorithm.</exception>
    IJwtSigner CreateSigner(JwtAlgorithm algorithm, ReadOnlySpan<byte> privateKey, string keyId);
}
