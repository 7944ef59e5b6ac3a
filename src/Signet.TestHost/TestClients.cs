using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting;

namespace Signet.TestHost;

/// <summary>Makes HTTP clients of a server.</summary>
internal sealed class TestClients(SignetServer server)
{
    /// <summary>A handler that trusts the server's CA.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(server.CaBundlePem);
        return handler;
    }

    public HttpClient CreateAdministrator(string? userAgent = null)
    {
        var handler = CreateHandler();
        handler.SslOptions.ClientCertificates = [server.AdministratorCertificate];
        var client = Create(handler);
        if (userAgent is not null)
        {
            client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        }

        return client;
    }

    public HttpClient CreateBearer(string token)
    {
        var client = Create(CreateHandler());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private HttpClient Create(SocketsHttpHandler handler) => new(handler) { BaseAddress = server.Address };
}
