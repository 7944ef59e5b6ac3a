using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Testing;

/// <summary>A running server, in a process of its own or in the test process.</summary>
/// <param name="dataDirectory">The data directory; empty when it has none.</param>
internal abstract class ServedSignet(string dataDirectory) : IAsyncDisposable
{
    public string DataDirectory { get; } = dataDirectory;

    /// <summary>The address: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Address { get; protected set; } = new("https://127.0.0.1:0");

    /// <summary>The log so far.</summary>
    public abstract string Errors { get; }

    /// <summary>The CA certificate of the server.</summary>
    protected virtual string AuthorityPem => File.ReadAllText(Path.Combine(DataDirectory, "ca.crt"));

    /// <summary>The client certificate of the administrator, with its key.</summary>
    protected virtual X509Certificate2 Administrator =>
        X509Certificate2.CreateFromPemFile(Path.Combine(DataDirectory, "admin.crt"), Path.Combine(DataDirectory, "admin.key"));

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Waits until the log contains a text: a log line may be written after the answer of its request.</summary>
    public Task UntilSaysAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(Errors.Contains(text, StringComparison.Ordinal)), $"the log says \"{text}\"");

    /// <summary>A policy that trusts the server's CA only.</summary>
    public X509ChainPolicy TrustPolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(AuthorityPem);
        return policy;
    }

    /// <summary>
    /// A client that trusts the server's CA, optionally with the administrator's certificate. It waits for <c>100 Continue</c> before it
    /// sends a body with that expectation.
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

    /// <summary>A TLS connection for requests that an HTTP client cannot send; trusts the server's CA.</summary>
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
