using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;

namespace Signet.Tests.Files;

/// <summary>A truncated list of certificates is refused.</summary>
public sealed class PemCertificatesTests
{
    [Fact]
    public void Read_SeveralCertificates_ReturnsAllInOrder() =>
        Assert.Equal(["CN=one", "CN=two"], PemCertificates.Read("# two of them\n" + Pem("one") + Pem("two")).Select(certificate => certificate.Subject));

    [Theory]
    [InlineData("", "has no PEM encoded certificate")]
    [InlineData("nothing of the kind", "has no PEM encoded certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "has a certificate that cannot be read")]
    public void Read_NoCertificate_IsRefused(string text, string says) =>
        Assert.StartsWith(says, Assert.Throws<FormatException>(() => PemCertificates.Read(text)).Message, StringComparison.Ordinal);

    /// <summary>Truncated at any position, the text is never read as a shorter list.</summary>
    [Fact]
    public void Read_TruncatedText_IsRefused()
    {
        var first = Pem("one");
        var second = Pem("two").TrimEnd('\n');

        // A cut inside the second BEGIN leaves a complete list and other text; after it the second certificate is incomplete.
        for (var length = "-----BEGIN CERTIFICATE-----".Length; length < second.Length; length++)
        {
            Assert.Throws<FormatException>(() => PemCertificates.Read(first + second[..length]));
        }
    }

    private static string Pem(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return certificate.ExportCertificatePem() + "\n";
    }
}
