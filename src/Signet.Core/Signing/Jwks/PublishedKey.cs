namespace Signet.Core.Signing.Jwks;

/// <summary>A key of another issuer's JWKS.</summary>
/// <param name="KeyId">The id that the issuer gave it, or empty.</param>
/// <param name="Algorithm">The only algorithm that it may be used with; null when the issuer leaves that open.</param>
/// <param name="Key">The key.</param>
internal sealed record PublishedKey(string KeyId, JwtAlgorithm? Algorithm, VerificationKey Key)
{
    /// <summary>Whether it is the key that a token names, if that names one, and the signature is its own.</summary>
    public bool Verifies(string keyId, JwtAlgorithm algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        (keyId.Length == 0 || keyId == KeyId) && (Algorithm is null || Algorithm == algorithm) && Key.Verify(algorithm, signingInput, signature);
}
