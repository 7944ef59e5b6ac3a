using System.Net.Security;
using System.Security.Authentication;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Tests.Hosting.Settings;

/// <summary>The values of <c>--tls-min-version</c> and <c>--tls-cipher-suites</c>, with the texts of kube-apiserver.</summary>
public sealed class TlsSettingsTests
{
    private const string Suites = "tls-cipher-suites";
    private const string Version = "tls-min-version";

    [Theory]
    [InlineData("VersionTLS12", SslProtocols.Tls12)]
    [InlineData("VersionTLS13", SslProtocols.Tls13)]
    public void MinVersion_Supported_IsApplied(string value, SslProtocols expected) => Assert.Equal(expected, Load(Version, value).Tls.MinVersion);

    [Theory]
    [InlineData("VersionTLS10", "--tls-min-version: VersionTLS10 is deprecated (RFC 8996) and HTTP/2 forbids it; use VersionTLS12 or VersionTLS13")]
    [InlineData("VersionTLS11", "--tls-min-version: VersionTLS11 is deprecated (RFC 8996) and HTTP/2 forbids it; use VersionTLS12 or VersionTLS13")]
    [InlineData("1.2", "--tls-min-version: unknown tls version \"1.2\"; use VersionTLS12 or VersionTLS13")]
    [InlineData("versiontls12", "--tls-min-version: unknown tls version \"versiontls12\"; use VersionTLS12 or VersionTLS13")]
    public void MinVersion_Other_IsRefusedWithTheReason(string value, string message) =>
        Assert.Equal(message, Assert.Throws<StartupException>(() => Load(Version, value)).Message);

    /// <summary>The names of kube-apiserver 1.35, from its help: preferred values, then insecure ones that OpenSSL has.</summary>
    [Fact]
    public void CipherSuites_NamesOfKubernetes_AreAccepted()
    {
        const string Preferred = "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,TLS_CHACHA20_POLY1305_SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
        const string Insecure = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA,TLS_RSA_WITH_AES_128_CBC_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_256_CBC_SHA,TLS_RSA_WITH_AES_256_GCM_SHA384";

        var preferred = Load(Suites, Preferred).Tls.CipherSuites;
        var insecure = Load(Suites, $"{Insecure},TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256").Tls.CipherSuites;

        Assert.Equal(Preferred.Split(',').Length, preferred.Count);
        Assert.DoesNotContain(preferred, CipherSuiteNames.IsInsecure);
        Assert.Equal(7, insecure.Count(CipherSuiteNames.IsInsecure));
        Assert.Equal(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, preferred[^2]);
        Assert.Equal(preferred[^2], preferred[^1]);
    }

    [Theory]
    [InlineData("TLS_FROB", "--tls-cipher-suites: Cipher suite TLS_FROB not supported or doesn't exist")]
    [InlineData("", "--tls-cipher-suites: Cipher suite  not supported or doesn't exist")]
    [InlineData("ECDHE-RSA-AES128-GCM-SHA256", "--tls-cipher-suites: Cipher suite ECDHE-RSA-AES128-GCM-SHA256 not supported or doesn't exist")]
    [InlineData(
        "TLS_RSA_WITH_RC4_128_SHA",
        "--tls-cipher-suites: Cipher suite TLS_RSA_WITH_RC4_128_SHA is insecure (RC4 and 3DES are broken), and OpenSSL does not offer it")]
    [InlineData(
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "--tls-cipher-suites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher: with VersionTLS12 it needs at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 and TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")]
    public void CipherSuites_Unusable_AreRefusedWithTheReason(string value, string message) =>
        Assert.Equal(message, Assert.Throws<StartupException>(() => Load(Suites, value)).Message);

    /// <summary>With TLS 1.3 alone no suite of 1.2 is used, so none is required.</summary>
    [Fact]
    public void CipherSuites_OnlyThoseOfTls13_AreAcceptedWithThatVersion() => Assert.Equal(
        [TlsCipherSuite.TLS_AES_256_GCM_SHA384],
        SettingsLoader.Load(
            new Dictionary<string, IReadOnlyList<string>> { [Suites] = ["TLS_AES_256_GCM_SHA384"], [Version] = ["VersionTLS13"] },
            new Dictionary<string, string>(),
            configPath: null).Tls.CipherSuites);

    private static ServerOptions Load(string name, string value) =>
        SettingsLoader.Load(new Dictionary<string, IReadOnlyList<string>> { [name] = [value] }, new Dictionary<string, string>(), configPath: null);
}
