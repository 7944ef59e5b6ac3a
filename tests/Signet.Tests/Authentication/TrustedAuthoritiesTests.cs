using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Server.Authentication.Certificates;
using Signet.Testing;

namespace Signet.Tests.Authentication;

/// <summary>A file of authorities is followed, and never half.</summary>
public sealed class TrustedAuthoritiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrustedAuthorities _authorities;
    private readonly string _file;

    public TrustedAuthoritiesTests()
    {
        _file = _folder.File("ca.crt");
        File.WriteAllText(_file, Pem("one"));
        _authorities = TrustedAuthorities.Open(new X509Certificate2Collection(Certificate("own")), _file);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Look_NewContent_CountsAtTheSecondLook()
    {
        File.WriteAllText(_file, Pem("two") + Pem("three"));

        Look();
        Assert.Equal(["CN=own", "CN=one"], Names);
        Look();
        Assert.Equal(["CN=own", "CN=two", "CN=three"], Names);
        var current = _authorities.Current;
        Look();
        Assert.Same(current, _authorities.Current);
    }

    [Fact]
    public void Reload_NewContent_CountsAtOnce()
    {
        File.WriteAllText(_file, Pem("two"));
        _authorities.Reload(NullLogger.Instance);
        Assert.Equal(["CN=own", "CN=two"], Names);

        File.WriteAllText(_file, Pem("three")[..200]);
        _authorities.Reload(NullLogger.Instance);
        Assert.Equal(["CN=own", "CN=two"], Names);
    }

    [Fact]
    public void Look_FileStillBeingWritten_Waits()
    {
        File.WriteAllText(_file, Pem("two"));
        Look();
        File.AppendAllText(_file, Pem("three"));
        Look();
        Assert.Equal(["CN=own", "CN=one"], Names);
        Look();
        Assert.Equal(["CN=own", "CN=two", "CN=three"], Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of the kind")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData(null)]
    public void Look_BadContent_ChangesNothing(string? content)
    {
        // Null stands for a certificate that is cut off behind a whole one.
        File.WriteAllText(_file, content ?? Pem("two") + Pem("three")[..200]);
        Look();
        Look();

        Assert.Equal(["CN=own", "CN=one"], Names);
        File.WriteAllText(_file, Pem("four"));
        Look();
        Look();
        Assert.Equal(["CN=own", "CN=four"], Names);
    }

    [Fact]
    public void Look_FileGoneAndBack_OldOnesStayMeanwhile()
    {
        File.Delete(_file);
        Look();
        Look();
        Assert.Equal(["CN=own", "CN=one"], Names);
        File.WriteAllText(_file, Pem("two"));
        Look();
        Look();
        Assert.Equal(["CN=own", "CN=two"], Names);
    }

    [Fact]
    public void Open_UnusableFile_IsRefused()
    {
        File.WriteAllText(_file, Pem("two")[..100]);

        Assert.Throws<FormatException>(() => TrustedAuthorities.Open(new X509Certificate2Collection(), _file));
        Assert.Throws<FormatException>(() => TrustedAuthorities.Open(new X509Certificate2Collection(), _folder.File("none")));
    }

    private IEnumerable<string> Names => _authorities.Current.Select(certificate => certificate.Subject);

    private static string Pem(string name) => Certificate(name).ExportCertificatePem() + "\n";

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private void Look() => _authorities.Look(NullLogger.Instance);
}
