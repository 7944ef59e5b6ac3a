using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Outbound;

/// <summary>How another server is spoken to over TLS.</summary>
internal sealed record OutboundTls
{
    /// <summary>Who vouches for it; null for the system's authorities.</summary>
    public X509Certificate2Collection? CaCertificates { get; init; }

    /// <summary>What we show it, with its key; or null.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that its certificate has to have; empty for the address's host.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Whether anybody may claim to be it. For tests of an operator's own.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>Makes a client that reads no more than so many bytes of an answer and waits no longer than told.</summary>
    public HttpClient CreateClient(int mostBytes, TimeSpan patience)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = patience,
            MaxAutomaticRedirections = 3,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
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

        if (ServerName.Length > 0)
        {
            handler.SslOptions.TargetHost = ServerName;
        }

        if (SkipsVerification)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }

        return new HttpClient(handler) { MaxResponseContentBufferSize = mostBytes, Timeout = patience };
    }
}
