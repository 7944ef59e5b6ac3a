using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Server.Files;
using Signet.Server.Outbound;
using Signet.Testing;

namespace Signet.Tests.Outbound;

/// <summary>The server of a context of a kubeconfig.</summary>
public sealed class KubeconfigTargetTests : IDisposable
{
    private const string Good = """
        current-context: c
        contexts: [{name: other, context: {}}, {name: c, context: {cluster: s, user: u}}]
        users: [{name: u, user: {token: t}}]
        clusters: [{name: s, cluster: {server: "https://w.example.test/path", tls-server-name: w}}]
        preferences: {}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_CurrentContext_IsUsed()
    {
        var target = Read(Good);

        Assert.Equal(new Uri("https://w.example.test/path"), target.Server);
        Assert.Equal("t", target.Token);
        Assert.Equal("w", target.Tls.ServerName);
        Assert.Null(target.Tls.CaCertificates);
        Assert.False(target.Tls.SkipsVerification);
    }

    [Fact]
    public void Read_FilesAndData_PathsAreRelativeToTheKubeconfigAndDataTakesPrecedence()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=me", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        File.WriteAllText(_folder.File("me.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("me.key"), key.ExportPkcs8PrivateKeyPem());
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()));

        var target = Read(Good
            .Replace("{token: t}", "{client-certificate: me.crt, client-key: me.key, tokenFile: tok}", StringComparison.Ordinal)
            .Replace("tls-server-name: w", $"certificate-authority: nowhere, certificate-authority-data: {data}", StringComparison.Ordinal));

        Assert.Equal("CN=me", target.Tls.ClientCertificate!.Subject);
        Assert.True(target.Tls.ClientCertificate.HasPrivateKey);
        Assert.Equal("CN=me", Assert.Single(target.Tls.CaCertificates!).Subject);
        Assert.Equal(_folder.File("tok"), target.TokenFile);
    }

    [Fact]
    public void Read_Proxy_IsUsed() =>
        Assert.Equal(new Uri("http://p:3128"), Read(Good.Replace("tls-server-name: w", "proxy-url: 'http://p:3128'", StringComparison.Ordinal)).Proxy);

    /// <summary>client-go reads the user of a context only when the connection is TLS.</summary>
    [Fact]
    public void Read_HttpIsAllowed_NoCredentialsAreSent()
    {
        var path = _folder.File("config");
        var kubeconfig = new Kubeconfig();
        kubeconfig.Add(path, Encoding.UTF8.GetBytes(Good.Replace("https://w", "http://w", StringComparison.Ordinal)));
        File.WriteAllText(path, "");

        var target = KubeconfigTarget.Read(new FileContents([new SettingFile("kubeconfig", path)], isStart: true), kubeconfig, "c", allowsHttp: true);

        Assert.Equal("", target.Token);
        Assert.Equal("http", target.Server.Scheme);
    }

    [Theory]
    [InlineData("current-context: c", "current-context: d", "contexts: there is no entry with the name \"d\"")]
    [InlineData("cluster: s, user", "cluster: q, user", "clusters: there is no entry with the name \"q\"")]
    [InlineData("user: u", "user: v", "users: there is no entry with the name \"v\"")]
    [InlineData("https://w", "http://w", "server: \"http://w.example.test/path\" is not allowed; it must be an https:// URL")]
    [InlineData("{token: t}", "{exec: {command: x}}", "exec: is not supported")]
    [InlineData("{token: t}", "{username: u, password: p}", "username: is not supported")]
    [InlineData("{token: t}", "{client-certificate-data: YQ==}", "client-key: is missing")]
    [InlineData("tls-server-name: w", "certificate-authority-data: '*'", "certificate-authority-data: must be base64")]
    [InlineData("tls-server-name: w", "certificate-authority-data: YQ==", "has no PEM encoded certificate")]
    [InlineData("tls-server-name: w", "insecure-skip-tls-verify: true, certificate-authority-data: YQ==", "is not allowed together with a certificate authority")]
    [InlineData("tls-server-name: w", "certificate-authority: nowhere", "nowhere")]
    [InlineData("tls-server-name: w", "proxy-url: ftp://p", "proxy-url: is not supported")]
    [InlineData("users: [", "users: {", "cannot be read")]
    public void Read_InvalidKubeconfig_NamesTheField(string good, string bad, string message)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);

        var fault = Assert.ThrowsAny<FormatException>(() => Read(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private KubeconfigTarget Read(string text)
    {
        File.WriteAllText(_folder.File("config"), text);
        var path = _folder.File("config");
        return KubeconfigTarget.Read(new FileContents([new SettingFile("webhook", path)], isStart: true), path);
    }
}
