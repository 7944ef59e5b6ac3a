using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Outbound;

/// <summary>The TLS settings of connections to another server.</summary>
internal sealed record OutboundTls
{
    /// <summary>Trusted CA certificates; null uses the system store.</summary>
    public X509Certificate2Collection? CaCertificates { get; init; }

    /// <summary>The client certificate, with its private key; null sends none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that the server certificate is verified for; empty uses the host of the URL.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Whether the server certificate is not verified (<c>insecure-skip-tls-verify</c>).</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>Whether redirects are followed. Headers with credentials would be sent to the other host, too.</summary>
    public bool FollowsRedirects { get; init; } = true;

    /// <summary>Creates a client.</summary>
    /// <param name="maxResponseBytes">The limit of the response's size.</param>
    /// <param name="timeout">The limit of the time of a request.</param>
    /// <param name="proxy">The proxy; null uses that of the environment.</param>
    /// <param name="refused">Gets the faults of certificates that are refused for being weak; null for none.</param>
    public HttpClient CreateClient(int maxResponseBytes, TimeSpan timeout, Uri? proxy = null, Action<CertificateFault>? refused = null)
    {
        HttpMessageHandler handler = CreateHandler(timeout, proxy, refused);
        return new HttpClient(ServerName.Length > 0 ? new ServerNameHandler(handler, ServerName) : handler)
        {
            MaxResponseContentBufferSize = maxResponseBytes,
            Timeout = timeout,
        };
    }

    /// <summary>Creates the connection pool of a client.</summary>
    /// <param name="timeout">The limit of the time to connect.</param>
    /// <param name="proxy">The proxy; null uses that of the environment.</param>
    /// <param name="refused">Gets the faults of certificates that are refused for being weak; null for none.</param>
    public SocketsHttpHandler CreateHandler(TimeSpan timeout, Uri? proxy = null, Action<CertificateFault>? refused = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = FollowsRedirects,

            // Requests that belong to a trace get the headers of it from HttpSpan.
            ActivityHeadersPropagator = null,
            ConnectTimeout = timeout,
            MaxAutomaticRedirections = 3,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (proxy is not null)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        if (CaCertificates is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(CaCertificates);
        }

        if (ClientCertificate is not null)
        {
            handler.SslOptions.ClientCertificates = [ClientCertificate];
        }

        handler.SslOptions.RemoteCertificateValidationCallback = SkipsVerification
            ? (_, _, _, _) => true
            : (_, certificate, chain, errors) => ServerCertificateCheck.Require(certificate, chain, errors, refused);

        return handler;
    }
}
