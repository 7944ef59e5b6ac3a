using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Pki;

/// <summary>Serving certificates that no client could use are refused; the CA bundle verifies the certificate.</summary>
public sealed class ServerCertificatesTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Open_CertificateForClientsOnly_IsRefused() =>
        AssertRefused("is not for server authentication: its extended key usage lacks serverAuth", _authority.Issue(usage: TestCertificates.ClientUsage));

    [Theory]
    [InlineData(TestCertificates.ServerUsage)]
    [InlineData("2.5.29.37.0")]
    [InlineData(null)]
    public void Open_CertificateForServers_IsAccepted(string? usage)
    {
        var (certificate, key) = _authority.Issue(usage: usage);

        Assert.True(Open(certificate, key).Serving.Current.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Open_KeyOfAnotherCertificate_IsRefused() => AssertRefused(
        "does not have the private key of the first certificate", (_authority.Issue().Certificate, _authority.Issue().Key));

    [Fact]
    public void Open_CertificateWithoutAKey_IsRefused() => AssertRefused("has no private key in PEM", (_authority.Issue().Certificate, _authority.RootPem));

    [Fact]
    public void Open_EncryptedKey_IsRefused()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(
            "secret",
            new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000));

        AssertRefused("is encrypted", (_authority.Issue().Certificate, encrypted));
    }

    [Fact]
    public void Open_CaThatIsNotTheIssuer_IsRefused()
    {
        using var other = new TestCertificates();
        var (certificate, key) = _authority.Issue();

        AssertRefused("none of its certificates issued the serving certificate", (certificate, key), other.RootPem);
    }

    [Fact]
    public void Open_CaFile_IsTheBundle()
    {
        using var other = new TestCertificates();
        var (certificate, key) = _authority.Issue();

        var opened = Open(certificate, key, other.RootPem + _authority.RootPem);

        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(opened.Serving.Current.Trust.BundlePem!);
        Assert.Equal(2, bundle.Count);
        Assert.Equal(opened.Serving.Current.Trust.BundlePem, opened.Serving.Current.RootPem);
    }

    /// <summary>Without --tls-ca-file: the last certificate of the chain.</summary>
    [Fact]
    public void Open_NoCaFile_BundleIsTheEndOfTheChain()
    {
        var (certificate, key) = _authority.Issue();

        Assert.Equal(_authority.RootPem.Trim(), Open(certificate + _authority.RootPem, key).Serving.Current.Trust.BundlePem);
        Assert.Equal(certificate.Trim(), Open(certificate, key).Serving.Current.Trust.BundlePem);
    }

    [Theory]
    [InlineData("signet.example.test", null, "signet.example.test")]
    [InlineData("*.example.test", null, "signet.example.test")]
    [InlineData(null, "10.1.2.3", "10.1.2.3")]
    [InlineData("signet.example.test", "127.0.0.1", null)]
    public void ServerNameFor_AddressNotInTheCertificate_IsANameOfTheCertificate(string? name, string? address, string? expected)
    {
        var (certificate, key) = _authority.Issue(name, address is null ? null : System.Net.IPAddress.Parse(address));

        Assert.Equal(expected, Open(certificate, key).Serving.Current.ServerNameFor("127.0.0.1:6443"));
    }

    [Fact]
    public void Open_OwnCaExpired_KeepsIssuedCertificatesAndReports()
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        var first = OpenOwn(directory, Now);
        var last = OpenOwn(directory, Now.AddDays(3645));
        Assert.NotEqual(first.Serving.Current.Certificate.Thumbprint, last.Serving.Current.Certificate.Thumbprint);

        var later = OpenOwn(directory, Now.AddYears(11));

        Assert.Equal(last.Serving.Current.Certificate.Thumbprint, later.Serving.Current.Certificate.Thumbprint);
        Assert.Equal(3, later.Validities.Count(validity => validity.Warning(Now.AddYears(11))!.Contains("expired on", StringComparison.Ordinal)));
        File.Delete(directory.File("serving.crt"));
        var refused = Assert.Throws<StartupException>(() =>
            OpenOwn(directory, Now.AddYears(11)));
        Assert.Contains("remove ca.crt and ca.key", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Three files that form one value: no handshake uses a certificate without its key, and clients have a CA bundle that verifies it.</summary>
    [Fact]
    public void Check_FilesChangeSeparately_OnlyMatchingFilesAreUsed()
    {
        var (certificate, key) = _authority.Issue();
        var files = new SettingFiles(TimeProvider.System);
        Write(certificate, key, _authority.RootPem);
        var followed = ServingCertificateFiles.Follow(files, _folder.File("tls.crt"), _folder.File("tls.key"), _folder.File("ca.pem"));
        var before = followed.Current;
        var log = new Signet.Tests.Authentication.CollectedLog();
        void Check()
        {
            followed.Check(takesEffectNow: false, log);
            followed.Check(takesEffectNow: false, log);
        }

        using var other = new TestCertificates();
        var (nextCertificate, nextKey) = other.Issue();
        Write(nextCertificate, key, _authority.RootPem);
        Check();
        Assert.Same(before, followed.Current);
        Assert.Contains("--tls-private-key-file: ", followed.Status.Fault, StringComparison.Ordinal);
        Write(nextCertificate, nextKey, _authority.RootPem);
        Check();
        Assert.Same(before, followed.Current);
        Assert.Contains("--tls-ca-file: ", followed.Status.Fault, StringComparison.Ordinal);

        Write(nextCertificate, nextKey, other.RootPem + _authority.RootPem);
        Check();
        Assert.Equal(nextCertificate, followed.Current.Certificate.ExportCertificatePem() + "\n");
        Assert.Equal(nextCertificate, followed.Current.Context.TargetCertificate.ExportCertificatePem() + "\n");
        Assert.Null(followed.Status.FailingSince);
        Assert.Equal(2, followed.Status.Failures);
    }

    private void Write(string certificate, string key, string? authorities)
    {
        File.WriteAllText(_folder.File("tls.crt"), certificate);
        File.WriteAllText(_folder.File("tls.key"), key);
        File.WriteAllText(_folder.File("ca.pem"), authorities);
    }

    private void AssertRefused(string says, (string Certificate, string Key) pair, string? authorities = null)
    {
        var refused = Assert.Throws<StartupException>(() => Open(pair.Certificate, pair.Key, authorities));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("--tls-", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }

    private static ServerCertificates OpenOwn(DataDirectory directory, DateTimeOffset now) =>
        ServerCertificates.Open(new ServerOptions(), directory, CertificateAuthority.Open(directory, now), new SettingFiles(TimeProvider.System), now);

    private ServerCertificates Open(string certificate, string key, string? authorities = null)
    {
        Write(certificate, key, authorities);
        var options = new ServerOptions
        {
            Tls = new TlsOptions
            {
                CertificateFile = _folder.File("tls.crt"),
                PrivateKeyFile = _folder.File("tls.key"),
                CaFile = authorities is null ? null : _folder.File("ca.pem"),
            },
        };
        using var directory = DataDirectory.Open(_folder.File("data"));
        return ServerCertificates.Open(options, directory, CertificateAuthority.Open(directory, Now), new SettingFiles(TimeProvider.System), Now);
    }
}
