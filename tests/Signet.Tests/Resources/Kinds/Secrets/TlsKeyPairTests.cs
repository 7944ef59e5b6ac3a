using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Core.Resources.Kinds.Secrets;

namespace Signet.Tests.Resources.Kinds.Secrets;

/// <summary>Matching certificates and keys, and Go's errors for the others.</summary>
public sealed class TlsKeyPairTests
{
    private static readonly (string Certificate, string Key) Rsa = MakeRsa();
    private static readonly (string Certificate, string Key) Ec = MakeEc();
    private static readonly string OtherRsaKey = MakeRsa().Key;

    public static TheoryData<string, string, string, string?> Pairs => new()
    {
        { "RSA", Rsa.Certificate, Rsa.Key, null },
        { "ECDSA", Ec.Certificate, Ec.Key, null },
        { "something before the blocks", "subject: x\n" + Pem("PUBLIC KEY") + Ec.Certificate, Pem("EC PARAMETERS") + Ec.Key, null },
        { "no PEM", "x", "y", "tls: failed to find any PEM data in certificate input" },
        { "no key", Rsa.Certificate, "y", "tls: failed to find any PEM data in key input" },
        { "nothing", "", "", "tls: failed to find any PEM data in certificate input" },
        { "switched", Rsa.Key, Rsa.Certificate, "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched" },
        { "twice the certificate", Rsa.Certificate, Rsa.Certificate, "tls: found a certificate rather than a key in the PEM for the private key" },
        { "other blocks", Pem("A") + Pem("B"), "", "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [A B]" },
        { "other blocks for a key", Rsa.Certificate, Pem("A"), "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [A]" },
        { "a certificate that is none", Pem("CERTIFICATE"), Rsa.Key, "x509: malformed certificate" },
        { "a key that is none", Rsa.Certificate, Pem("PRIVATE KEY"), "tls: failed to parse private key" },
        { "a key of another type", Rsa.Certificate, Ec.Key, "tls: private key type does not match public key type" },
        { "another key", Rsa.Certificate, OtherRsaKey, "tls: private key does not match public key" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void FindError_Pair_HasGosText(string rule, string certificate, string key, string? expected)
    {
        var fault = TlsKeyPair.FindError(Encoding.ASCII.GetBytes(certificate), Encoding.ASCII.GetBytes(key));

        Assert.True(expected == fault, $"{rule}: {fault}");
    }

    private static string Pem(string label) => $"-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n";

    private static (string Certificate, string Key) MakeRsa()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return (Certificate(request), key.ExportRSAPrivateKeyPem());
    }

    private static (string Certificate, string Key) MakeEc()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Certificate(new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)), key.ExportPkcs8PrivateKeyPem());
    }

    private static string Certificate(CertificateRequest request)
    {
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        return certificate.ExportCertificatePem();
    }
}
