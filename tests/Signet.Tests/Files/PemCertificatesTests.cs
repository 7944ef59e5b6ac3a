using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;

namespace Signet.Tests.Files;

/// <summary>A list of certificates is read whole or not at all.</summary>
public sealed class PemCertificatesTests
{
    [Fact]
    public void Read_SeveralCertificates_AreAllThereInOrder() =>
        Assert.Equal(["CN=one", "CN=two"], PemCertificates.Read("# two of them\n" + Pem("one") + Pem("two")).Select(certificate => certificate.Subject));

    [Theory]
    [InlineData("", "has no PEM encoded certificate")]
    [InlineData("nothing of the kind", "has no PEM encoded certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "has a certificate that cannot be read")]
    public void Read_NoCertificate_IsRefused(string text, string says) =>
        Assert.StartsWith(says, Assert.Throws<FormatException>(() => PemCertificates.Read(text)).Message, StringComparison.Ordinal);

    /// <summary>Wherever the text is cut off, it is never taken for a shorter list.</summary>
    [Fact]
    public void Read_TextCutOff_IsRefused()
    {
        var first = Pem("one");
        var second = Pem("two").TrimEnd('\n');

        // A cut inside the second BEGIN leaves a whole list and a line of something else; from there on a certificate has begun.
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
