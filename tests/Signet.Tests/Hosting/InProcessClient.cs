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
    public static HttpClient HttpOf(SignetServer server)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(server.CaBundlePem);
        handler.SslOptions.CertificateChainPolicy = policy;
        handler.SslOptions.ClientCertificates = [server.AdministratorCertificate];
        return new HttpClient(handler)
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }
}
