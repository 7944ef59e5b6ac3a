using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Connections;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Web;

namespace Signet.Server.Hosting.SideServers;

/// <summary>
/// A second address that serves a few documents to everybody, by a web application of its own: the code of the API cannot be reached there
/// (docs/decisions/0031-public-documents.md).
/// </summary>
internal sealed record SideServer
{
    /// <summary>The request line and the header lines of a client that reads a document; relying parties and Prometheus send a few hundred bytes.</summary>
    private const int MaxHead = 16 * 1024;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The name of its listener in metrics.</summary>
    public required string Name { get; init; }

    /// <summary>What it serves, for the log and the report of a start.</summary>
    public required string What { get; init; }

    /// <summary>The bound socket, which the application owns.</summary>
    public required Socket Socket { get; init; }

    /// <summary>Whether it serves HTTPS with the serving certificate; else plain HTTP/1.1.</summary>
    public required bool IsTls { get; init; }

    /// <summary>Open connections; a lower limit of the settings holds instead.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Its requests.</summary>
    public required SidePipeline Pipeline { get; init; }

    /// <summary>The address with its port.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)Socket.LocalEndPoint!;

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="parts">The parts of the server.</param>
    /// <param name="services">The services of the API's application.</param>
    /// <param name="log">The log.</param>
    public WebApplication Build(ServerParts parts, IServiceProvider services, ILoggerFactory log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = $"signet-{Name}" });
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var limits = LimitsOf(parts.Options.Connections);
        var gate = services.GetRequiredService<ConnectionMetrics>().Add(
            new ConnectionGate(Name, limits, parts.Time, log.CreateLogger<ConnectionGate>()));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, parts, gate, limits));
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => Socket);
        var application = builder.Build();
        application.Run(Pipeline.InvokeAsync);
        return application;
    }

    /// <summary>The limits of the settings, where they are not higher than those of this address.</summary>
    private ConnectionOptions LimitsOf(ConnectionOptions settings) => settings with
    {
        MaxConnections = settings.MaxConnections > 0 && settings.MaxConnections < MaxConnections ? settings.MaxConnections : MaxConnections,
        HeadTimeout = settings.HeadTimeout < HeadTimeout ? settings.HeadTimeout : HeadTimeout,
        IdleTimeout = settings.IdleTimeout < IdleTimeout ? settings.IdleTimeout : IdleTimeout,
    };

    private void Listen(KestrelServerOptions kestrel, ServerParts parts, ConnectionGate gate, ConnectionOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limit(limits);
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestLineSize = MaxHead / 2;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHead;
        kestrel.Listen(EndPoint, listen =>
        {
            listen.Protocols = IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            listen.UseGate(gate, tls =>
            {
                if (IsTls)
                {
                    tls.RefusePlainHttp(limits.HandshakeTimeout, parts.Time);
                    tls.UseHttps(ServingHandshake.Of(parts.Certificates.Serving, parts.Options.Tls, limits.HandshakeTimeout));
                }
            });
        });
    }
}
