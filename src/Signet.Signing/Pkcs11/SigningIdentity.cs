using Signet.Core.Signing;
using Signet.Core.Signing.Jose;

namespace Signet.Signing.Pkcs11;

/// <summary>What stays the same for each opening of a token: the published key, its id, the headers of the tokens.</summary>
/// <param name="PublicKey">The published key.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Header">The header of tokens.</param>
/// <param name="TypedHeader">The header of tokens with a type (<see cref="SigningRequest.IncludesType"/>).</param>
/// <param name="Mechanism">How the token signs.</param>
internal sealed record SigningIdentity(VerificationKey PublicKey, string KeyId, byte[] Header, byte[] TypedHeader, SigningMechanism Mechanism)
{
    /// <summary>The length of a signature in bytes.</summary>
    public int SignatureLength => PublicKey.Algorithm.IsEllipticCurve ? 2 * PublicKey.Algorithm.FieldBytes : PublicKey.Rsa.Modulus!.Length;

    /// <summary>The identity of a key; its id is the one that Kubernetes computes.</summary>
    public static SigningIdentity Of(TokenKey key)
    {
        var (algorithm, keyId) = (key.PublicKey.Algorithm, key.PublicKey.DefaultKeyId);
        return new SigningIdentity(
            key.PublicKey,
            keyId,
            JoseHeaderWriter.Encode(algorithm, keyId, includesType: false),
            JoseHeaderWriter.Encode(algorithm, keyId, includesType: true),
            key.Mechanism);
    }
}
