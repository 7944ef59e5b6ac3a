using System.Net;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting;
using Signet.Testing;

namespace Signet.Tests.Hosting;

/// <summary>The administrator's client of a server in this process.</summary>
internal static class InProcessClient
{
    /// <summary>A client of the API.</summary>
    public static ApiClient Of(SignetServer server) => new(HttpOf(server));

    /// <summary>A client that trusts only the server's CA, created from the public members of the server.</summary>
    public static HttpClient HttpOf(SignetServer server) => HttpOf(server, [server.AdministratorCertificate]);

    /// <summary>A client without a certificate that sends a bearer token.</summary>
    public static HttpClient WithToken(SignetServer server, string token)
    {
        var client = HttpOf(server, []);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static HttpClient HttpOf(SignetServer server, X509CertificateCollection certificates)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(server.CaBundlePem);
        handler.SslOptions.CertificateChainPolicy = policy;
        handler.SslOptions.ClientCertificates = certificates;
        return new HttpClient(handler)
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }
}
