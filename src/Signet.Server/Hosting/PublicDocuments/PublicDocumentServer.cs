using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Hosting.Connections;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.PublicDocuments;

/// <summary>
/// Serves the issuers' documents at a second address, by a web application of its own: the code of the API cannot be reached there
/// (docs/decisions/0031-public-documents.md).
/// </summary>
internal static class PublicDocumentServer
{
    /// <summary>The request line and the header lines of a client that reads a document; relying parties send a few hundred bytes.</summary>
    private const int MaxHead = 16 * 1024;

    /// <summary>The address is reachable for everybody; a connection costs some kilobytes.</summary>
    private const int MaxConnections = 10_000;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Opens the listening socket; null when there is none.</summary>
    /// <param name="parts">The parts of the server, whose settings have the address.</param>
    /// <param name="passed">A bound socket that replaces the address; it is disposed when it cannot be used.</param>
    /// <exception cref="StartupException">The address or the socket is not available.</exception>
    public static Socket? Open(ServerParts parts, Socket? passed) => passed is not null ? ListenAddress.Listen(passed)
        : parts.Options.Documents.PublicEndPoint is { } endPoint ? ListenAddress.Bind(endPoint, "--public-bind-address", "--public-bind-address")
        : null;

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="parts">The parts of the server.</param>
    /// <param name="listener">The listening socket, which the application owns.</param>
    /// <param name="services">The services of the API's application.</param>
    /// <param name="log">The log.</param>
    public static WebApplication Build(ServerParts parts, Socket listener, IServiceProvider services, ILoggerFactory log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "signet-documents" });
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var limits = LimitsOf(parts.Options.Connections);
        var gate = services.GetRequiredService<ConnectionMetrics>().Add(
            new ConnectionGate("public", limits, parts.Time, log.CreateLogger<ConnectionGate>()));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, parts, (IPEndPoint)listener.LocalEndPoint!, gate, limits));
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => listener);
        var application = builder.Build();
        var pipeline = CreatePipeline(parts, services);
        application.Run(pipeline.InvokeAsync);
        return application;
    }

    private static PublicDocumentPipeline CreatePipeline(ServerParts parts, IServiceProvider services)
    {
        var documents = parts.CreateDocuments(arePublished: true);
        var receiver = new RequestReceiver(
            documents, new CorsPolicy([], documents), services.GetRequiredService<RequestDeadlines>(), services.GetRequiredService<IUidSource>(), parts.Time);
        return new PublicDocumentPipeline(receiver, new OpenIdEndpoints(documents, parts.Keys));
    }

    /// <summary>The limits of the settings, where they are not higher than those of this address.</summary>
    private static ConnectionOptions LimitsOf(ConnectionOptions settings) => settings with
    {
        MaxConnections = settings.MaxConnections is > 0 and < MaxConnections ? settings.MaxConnections : MaxConnections,
        HeadTimeout = settings.HeadTimeout < HeadTimeout ? settings.HeadTimeout : HeadTimeout,
        IdleTimeout = settings.IdleTimeout < IdleTimeout ? settings.IdleTimeout : IdleTimeout,
    };

    private static void Listen(KestrelServerOptions kestrel, ServerParts parts, IPEndPoint endPoint, ConnectionGate gate, ConnectionOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limit(limits);
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestLineSize = MaxHead / 2;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHead;
        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = parts.Options.Documents.PublicTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            listen.UseGate(gate, tls =>
            {
                if (parts.Options.Documents.PublicTls)
                {
                    tls.RefusePlainHttp(limits.HandshakeTimeout, parts.Time);
                    tls.UseHttps(ServingHandshake.Of(parts.Certificates.Serving, parts.Options.Tls, limits.HandshakeTimeout));
                }
            });
        });
    }
}
