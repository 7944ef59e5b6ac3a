using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Front proxies, and CA files that change while the server runs.</summary>
public sealed class FrontProxyTests(FrontProxyTests.Proxied proxied) : IClassFixture<FrontProxyTests.Proxied>
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset To = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Request_ThroughTheProxy_HasTheUserOfTheHeaders()
    {
        using var client = Client(Issue(proxied.Authority, "front"));
        client.Http.DefaultRequestHeaders.Add("X-Remote-User", "erin");
        client.Http.DefaultRequestHeaders.Add("X-Remote-Uid", "7");
        client.Http.DefaultRequestHeaders.Add("X-Remote-Group", "a");
        client.Http.DefaultRequestHeaders.Add("X-Other-Group", "b, c");
        client.Http.DefaultRequestHeaders.Add("X-Remote-Extra-Acme.com%2Fteam", "red");

        var user = (await client.CreateAsync(Reviews, "{}"))["status"]!["userInfo"]!;

        Assert.Equal("""{"username":"erin","uid":"7","groups":["a","b, c","system:authenticated"],"extra":{"acme.com/team":["red"]}}""", user.ToJsonString());
    }

    [Fact]
    public async Task Request_WithoutAnAcceptedProxy_IsAnonymous()
    {
        using var silent = Client(Issue(proxied.Authority, "front"));
        using var unknown = Client(Issue(proxied.Authority, "other"));
        unknown.Http.DefaultRequestHeaders.Add("X-Remote-User", "erin");
        using var foreign = Client(Issue(Authority("proxies"), "front"));
        foreign.Http.DefaultRequestHeaders.Add("X-Remote-User", "erin");
        using var plain = new ApiClient(proxied.Server.CreateClient());
        plain.Http.DefaultRequestHeaders.Add("X-Remote-User", "erin");

        Assert.Equal(HttpStatusCode.Unauthorized, (await silent.PostAsync(Reviews, "{}")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await unknown.PostAsync(Reviews, "{}")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await foreign.PostAsync(Reviews, "{}")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.PostAsync(Reviews, "{}")).Code);
    }

    [Fact]
    public async Task ClientAuthorities_FileChanges_IsFollowed()
    {
        using var second = Authority("second");
        using var client = Client(Issue(second, "erin"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(Reviews, "{}")).Code);

        await File.WriteAllTextAsync(proxied.Folder.File("clients.crt"), second.ExportCertificatePem());

        // The same connection: the cached result about its certificate is no longer valid.
        await Patience.UntilAsync(async () => (await client.PostAsync(Reviews, "{}")).Code == HttpStatusCode.Created, "the new authority counts");
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, To.AddYears(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        return request.Create(authority, From, To, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    private ApiClient Client(X509Certificate2 certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = proxied.Server.TrustPolicy();
        handler.SslOptions.ClientCertificates = [certificate];
        return new ApiClient(new HttpClient(handler) { BaseAddress = proxied.Server.Address });
    }

    /// <summary>The server behind the proxies.</summary>
    public sealed class Proxied : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        public X509Certificate2 Authority { get; } = FrontProxyTests.Authority("proxies");

        internal SignetInProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await File.WriteAllTextAsync(Folder.File("proxy-ca.crt"), Authority.ExportCertificatePem());
            await File.WriteAllTextAsync(Folder.File("clients.crt"), FrontProxyTests.Authority("first").ExportCertificatePem());
            Server = await SignetInProcess.ServeAsync(
                Folder.File("data"),
                "--signing-algorithm", "ES256",
                "--client-ca-file", Folder.File("clients.crt"),
                "--requestheader-client-ca-file", Folder.File("proxy-ca.crt"),
                "--requestheader-allowed-names", "front,second",
                "--requestheader-username-headers", "X-Other-User,X-Remote-User",
                "--requestheader-uid-headers", "X-Remote-Uid",
                "--requestheader-group-headers", "X-Remote-Group,X-Other-Group",
                "--requestheader-extra-headers-prefix", "X-Remote-Extra-");
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Authority.Dispose();
            Folder.Dispose();
        }
    }
}
