using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Signing.Pkcs11;

/// <summary>What stays the same for each opening of a token: the published key, its id, the header of the tokens.</summary>
internal sealed record SigningIdentity(VerificationKey PublicKey, string KeyId, byte[] Header, SigningMechanism Mechanism)
{
    /// <summary>The length of a signature in bytes.</summary>
    public int SignatureLength => PublicKey.Algorithm.IsEllipticCurve ? 2 * PublicKey.Algorithm.FieldBytes : PublicKey.Rsa.Modulus!.Length;

    /// <summary>The identity of a key; its id is the one that Kubernetes computes.</summary>
    public static SigningIdentity Of(TokenKey key)
    {
        var keyId = key.PublicKey.DefaultKeyId;
        var json = $"{{\"alg\":\"{key.PublicKey.Algorithm.Name}\",\"kid\":\"{JsonEncodedText.Encode(keyId)}\"}}";
        return new SigningIdentity(key.PublicKey, keyId, Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.ASCII.GetBytes(json))), key.Mechanism);
    }
}
