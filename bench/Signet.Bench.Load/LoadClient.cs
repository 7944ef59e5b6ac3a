using System.Net;

namespace Signet.Bench.Load;

/// <summary>Clients of a server on this machine, whose certificate is of its own CA and is not verified.</summary>
internal static class LoadClient
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Creates a client with connections of its own.</summary>
    /// <param name="url">The address of the server.</param>
    /// <param name="version">The version of HTTP of requests that name none; null for 1.1.</param>
    public static HttpClient Create(Uri url, Version? version = null)
    {
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } };
        return new HttpClient(handler) { BaseAddress = url, DefaultRequestVersion = version ?? HttpVersion.Version11, Timeout = Timeout };
    }
}
