using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;

namespace Signet.Signing.Local;

/// <summary>Key pairs in the memory of the process.</summary>
internal sealed class LocalKeyPairs : IKeyPairs
{
    /// <inheritdoc/>
    public (byte[] PrivateKey, VerificationKey PublicKey) Generate(JwtAlgorithm algorithm)
    {
        if (!algorithm.IsEllipticCurve)
        {
            using var rsa = RSA.Create(SigningKeyGenerator.RsaBits);
            return (rsa.ExportPkcs8PrivateKey(), VerificationKey.From(rsa));
        }

        using var elliptic = ECDsa.Create(ECCurve.CreateFromValue(algorithm.CurveOid));
        return (elliptic.ExportPkcs8PrivateKey(), VerificationKey.From(elliptic)!);
    }

    /// <inheritdoc/>
    public IJwtSigner CreateSigner(JwtAlgorithm algorithm, ReadOnlySpan<byte> privateKey, string keyId)
    {
        if (!algorithm.IsEllipticCurve)
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(privateKey, out _);
            return LocalJwtSigner.Create(rsa, keyId);
        }

        using var elliptic = ECDsa.Create();
        elliptic.ImportPkcs8PrivateKey(privateKey, out _);
        return LocalJwtSigner.Create(elliptic, keyId);
    }
}
