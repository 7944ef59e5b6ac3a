using System.Security.Cryptography;
using Signet.Core.Signing;

namespace Signet.Signing.Local;

/// <summary>Generates signing keys.</summary>
internal static class SigningKeyGenerator
{
    /// <summary>The length of new RSA keys: what every relying party accepts.</summary>
    public const int RsaBits = 2048;

    /// <summary>Generates a private key in PEM (PKCS#8).</summary>
    public static string Generate(JwtAlgorithm algorithm)
    {
        if (!algorithm.IsEllipticCurve)
        {
            using var rsa = RSA.Create(RsaBits);
            return rsa.ExportPkcs8PrivateKeyPem();
        }

        using var elliptic = ECDsa.Create(ECCurve.CreateFromValue(algorithm.CurveOid));
        return elliptic.ExportPkcs8PrivateKeyPem();
    }
}
