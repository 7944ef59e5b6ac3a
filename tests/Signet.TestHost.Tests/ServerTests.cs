using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.Server.Hosting.Options;

namespace Signet.TestHost.Tests;

public sealed class ServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_Defaults_ServesDiscoveryOfItsIssuerWithItsCa()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        using var client = new HttpClient(signet.CreateHandler());

        var document = await client.GetFromJsonAsync<JsonNode>($"{signet.Issuer}/.well-known/openid-configuration", Cancellation);

        Assert.Equal(signet.Issuer, signet.Address.AbsoluteUri.TrimEnd('/'));
        Assert.True(signet.Address.IsLoopback);
        Assert.Equal(signet.Issuer, (string?)document?["issuer"]);
        var keys = await client.GetFromJsonAsync<JsonNode>((string?)document?["jwks_uri"], Cancellation);
        Assert.Equal("ES256", (string?)Assert.Single(keys!["keys"]!.AsArray())?["alg"]);
    }

    [Fact]
    public async Task CreateClient_Default_IsTheAdministrator()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        using var client = signet.CreateClient();

        using var answer = await client.GetAsync("/api/v1/namespaces", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(signet.AdministratorCertificate.HasPrivateKey);
    }

    [Fact]
    public async Task CreateClient_Token_IsTheAccount()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        var account = await signet.CreateAccountAsync("builder", "ci", Cancellation);
        using var client = signet.CreateClient((await signet.IssueAsync(account, cancellationToken: Cancellation)).Value);

        using var answer = await client.PostAsJsonAsync(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            new { apiVersion = "authentication.k8s.io/v1", kind = "SelfSubjectReview" },
            Cancellation);

        var user = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))?["status"]?["userInfo"];
        Assert.Equal("system:serviceaccount:ci:builder", (string?)user?["username"]);
        Assert.Equal(account.UserName, (string?)user?["username"]);
    }

    [Fact]
    public async Task CertificateAuthority_Handshake_VerifiesTheServer()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, signet.Address.Port, Cancellation);
        await using var tls = new SslStream(tcp.GetStream());
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(signet.CertificateAuthority);

        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy }, Cancellation);

        Assert.True(tls.IsAuthenticated);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", signet.CertificateAuthorityPem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteKubeconfig_ExistingOpenFile_IsReplacedAndOnlyForItsOwner()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(path, new string('x', 100_000), Cancellation);
            signet.WriteKubeconfig(path);

            Assert.Equal(signet.Kubeconfig, await File.ReadAllTextAsync(path, Cancellation));
            Assert.Contains($"server: {signet.Issuer}", signet.Kubeconfig, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task StartAsync_Issuer_IsThatOfTokens()
    {
        var options = new SignetTestServerOptions
        {
            Issuer = "https://issuer.example.test",
            Server = new ServerOptions { Tokens = new TokenOptions { ApiAudiences = ["api"] } },
        };
        await using var signet = await SignetTestServer.StartAsync(options, Cancellation);

        var token = await signet.IssueAsync(await signet.CreateAccountAsync("builder"), cancellationToken: Cancellation);

        Assert.Equal("https://issuer.example.test", signet.Issuer);
        Assert.Equal("https://issuer.example.test", (string?)token.ReadClaims()["iss"]);
        Assert.Equal("api", (string?)token.ReadClaims()["aud"]?[0]);
    }

    [Fact]
    public async Task StartAsync_DataDirectory_IsRefused()
    {
        var options = new SignetTestServerOptions { Server = new ServerOptions { Store = new StoreOptions { DataDirectory = "/nowhere" } } };

        await Assert.ThrowsAsync<ArgumentException>(() => SignetTestServer.StartAsync(options, Cancellation));
    }

    [Fact]
    public async Task DisposeAsync_Server_ListensNoMore()
    {
        var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        var port = signet.Address.Port;

        await signet.DisposeAsync();

        using var tcp = new System.Net.Sockets.TcpClient();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => tcp.ConnectAsync(IPAddress.Loopback, port, Cancellation).AsTask());
    }
}
