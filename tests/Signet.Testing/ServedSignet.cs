using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Testing;

/// <summary>A server that answers, in a process of its own or in this one.</summary>
/// <param name="dataDirectory">Its data directory; empty for one that has none.</param>
internal abstract class ServedSignet(string dataDirectory) : IAsyncDisposable
{
    /// <summary>Its data directory.</summary>
    public string DataDirectory { get; } = dataDirectory;

    /// <summary>Its address: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Address { get; protected set; } = new("https://127.0.0.1:0");

    /// <summary>All that it has logged.</summary>
    public abstract string Errors { get; }

    /// <summary>The CA certificate of the server.</summary>
    protected virtual string AuthorityPem => File.ReadAllText(Path.Combine(DataDirectory, "ca.crt"));

    /// <summary>The administrator's certificate, with its key.</summary>
    protected virtual X509Certificate2 Administrator =>
        X509Certificate2.CreateFromPemFile(Path.Combine(DataDirectory, "admin.crt"), Path.Combine(DataDirectory, "admin.key"));

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Waits until it has written a text to standard error: a log line may come behind the answer to the request that it tells of.</summary>
    public Task UntilSaysAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(Errors.Contains(text, StringComparison.Ordinal)), $"the log says \"{text}\"");

    /// <summary>Trusts the server's authority and no other.</summary>
    public X509ChainPolicy TrustPolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(AuthorityPem);
        return policy;
    }

    /// <summary>
    /// A client that trusts the server's authority; with the administrator's certificate if wanted. One that expects 100-continue holds a
    /// body back until the server reads it.
    /// </summary>
    public HttpClient CreateClient(bool asAdministrator = false)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, Expect100ContinueTimeout = Patience.Limit };
        handler.SslOptions.CertificateChainPolicy = TrustPolicy();
        if (asAdministrator)
        {
            handler.SslOptions.ClientCertificates =
                [Administrator];
        }

        return new HttpClient(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>A connection of one's own, for what no client would send; it trusts the server's authority.</summary>
    public async Task<SslStream> ConnectAsync(SslApplicationProtocol protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address.Host, Address.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Address.Host,
                ApplicationProtocols = [protocol],
                CertificateChainPolicy = TrustPolicy(),
            });
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
