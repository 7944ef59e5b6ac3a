using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace Signet.Storage.Etcd;

/// <summary>One member of the cluster and the connection to it.</summary>
internal sealed class EtcdEndpoint : IDisposable
{
    /// <summary>etcd closes connections that are pinged more often than every 5 s (<c>--grpc-keepalive-min-time</c>).</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private readonly GrpcChannel _channel;

    public EtcdEndpoint(Uri uri, EtcdObjectStoreOptions options)
    {
        Uri = uri;
        _channel = GrpcChannel.ForAddress(uri, new GrpcChannelOptions
        {
            DisposeHttpClient = true,

            // A page of a list may be larger than gRPC's default of 4 MiB; etcd limits what it stores.
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                ActivityHeadersPropagator = null,
                EnableMultipleHttp2Connections = true,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                ConnectTimeout = options.AttemptTimeout,
                KeepAlivePingDelay = PingDelay,
                KeepAlivePingTimeout = PingTimeout,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                SslOptions = TlsOf(options),
            },
        });
        Invoker = _channel.CreateCallInvoker();
    }

    /// <summary>The URL of the member.</summary>
    public Uri Uri { get; }

    public CallInvoker Invoker { get; }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static SslClientAuthenticationOptions TlsOf(EtcdObjectStoreOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.ClientCertificate is { } certificate)
        {
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        if (options.Authorities is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return tls;
    }
}
