using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Receiving;

namespace Signet.Server.Hosting;

/// <summary>Builds the web application: Kestrel on the listener, with the services and the pipeline.</summary>
internal static class WebServer
{
    /// <summary>Builds the application without starting it.</summary>
    public static WebApplication Build(SignetServerBuilder server, ServerParts parts, Socket listener, ILoggerFactory log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "signet" });
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = server.Lifetime.DrainTimeout);
        builder.Services.AddSignet(parts);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, parts, (IPEndPoint)listener.LocalEndPoint!));
        builder.Services.Configure<SocketTransportOptions>(transport =>
            transport.CreateBoundListenSocket = endPoint => endPoint is UnixDomainSocketEndPoint ? parts.Control!.Socket! : listener);
        server.MoreServices(builder.Services);
        var application = builder.Build();
        application.Services.ObserveServices(parts);
        var pipeline = application.Services.GetRequiredService<Pipeline>();
        var stopping = application.Lifetime.ApplicationStopping;
        application.Run(http => pipeline.InvokeAsync(http, stopping));
        return application;
    }

    private static void Listen(KestrelServerOptions kestrel, ServerParts parts, IPEndPoint endPoint)
    {
        kestrel.AddServerHeader = false;

        // A byte above 127 in the Authorization header is an invalid token (401), not an invalid request.
        kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = name => WarningHeaders.IsUtf8(name) ? System.Text.Encoding.UTF8 : null;

        // The API has its own limit (3 MiB, with a Status); Kestrel's would close the connection.
        kestrel.Limits.MaxRequestBodySize = null;

        // Kestrel responds to violations of these limits itself, without a Status: docs/decisions/0006-heads-without-a-status.md.
        kestrel.Limits.MaxRequestLineSize = RequestLimits.Head;
        kestrel.Limits.MaxRequestHeadersTotalSize = RequestLimits.Head;
        kestrel.Limits.MaxRequestHeaderCount = RequestLimits.HeadLines;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = RequestLimits.Head;
        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.RefusePlainHttp(parts.Time);
            listen.UseHttps(ServingHandshake.Of(parts.Certificates.Serving));
        });
        if (parts.Control?.Socket is { } control)
        {
            kestrel.ListenForControl(control.LocalEndPoint!);
        }
    }
}
