namespace Signet.Core.Signing.Jwks;

/// <summary>A key of the JWKS of another issuer.</summary>
/// <param name="KeyId">The key id, or empty.</param>
/// <param name="Algorithm">The only algorithm of the key; null if the issuer does not specify one.</param>
/// <param name="Key">The key.</param>
internal sealed record PublishedKey(string KeyId, JwtAlgorithm? Algorithm, VerificationKey Key)
{
    /// <summary>Verifies a signature; false if the token names another key or the key is for another algorithm.</summary>
    public bool Verifies(string keyId, JwtAlgorithm algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        (keyId.Length == 0 || keyId == KeyId) && (Algorithm is null || Algorithm == algorithm) && Key.Verify(algorithm, signingInput, signature);
}
