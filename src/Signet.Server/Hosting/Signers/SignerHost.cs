using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Output;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.Signers;

/// <summary>
/// Serves an external signer: gRPC over plaintext HTTP/2 on a Unix domain socket, by a web application of its own beside that of the API.
/// See docs/decisions/0030-external-signers.md.
/// </summary>
internal static class SignerHost
{
    /// <summary>A kube-apiserver has one connection.</summary>
    private const int MaxStreams = 1000;

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Opens the socket and the audit log, and builds the application without starting it.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="log">The log.</param>
    /// <param name="owned">Owns what is opened, and the application.</param>
    /// <param name="more">Registers more services, which the application runs.</param>
    /// <exception cref="StartupException">The socket or the audit log cannot be opened, or the settings break a rule.</exception>
    public static WebApplication Build(SignerParts parts, ILoggerFactory log, OwnedParts owned, Action<IServiceCollection> more)
    {
        SignerRules.Require(parts.Options);
        var options = parts.Options.Signer;
        var access = new PeerAccess(options);
        var socket = owned.Add(SignerSocket.Open(options.Listen!, access));
        var audit = OpenAudit(options.AuditLogPath, parts.Time, log, owned);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "signet-signer" });
        var services = builder.Services;
        services.AddSingleton(log);
        services.AddSingleton<IHostLifetime, NoHostLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTimeout);
        services.AddSingleton(parts.Time);
        services.AddSingleton(parts.Keys);
        services.AddSingleton(parts.Directory);
        services.AddSingleton(access);
        services.AddSingleton(new SignerLimits(options.MaxAudiences));
        services.AddSingleton(new PeerRates(options.MaxRate, parts.Time));
        services.AddSingleton<SignerCounters>();
        services.AddSingleton<ISignerMetrics>(provider => provider.GetRequiredService<SignerCounters>());
        services.AddSingleton(provider => new SignatureJournal(audit, provider.GetRequiredService<ISignerMetrics>()));
        services.AddSingleton<KeySetTimestamps>();
        services.AddSingleton(provider => new PreparedKeys(parts.Keys, options.RefreshHint, provider.GetRequiredService<KeySetTimestamps>(), parts.Time));
        services.AddSingleton<SignerRing>();
        services.AddSingleton<SignerService>();
        services.AddSingleton<PeerGate>();
        services.AddSingleton(new SignerTracing(parts.Tracing));
        services.AddSingleton<SignerEndpoint>();
        services.AddSingleton(provider => new SignerControl(parts.Operator, provider.GetRequiredService<ILogger<SignerControl>>()));
        more(services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel((_, _) => { });
        var control = parts.Control?.Socket?.LocalEndPoint;
        services.AddOptions<KestrelServerOptions>().Configure<PeerGate>((kestrel, gate) => Listen(kestrel, socket, gate, control));
        services.Configure<SocketTransportOptions>(transport =>
            transport.CreateBoundListenSocket = endPoint => ReferenceEquals(endPoint, control) ? parts.Control!.Socket! : socket);
        var application = builder.Build();
        owned.Add(new OwnedApplication(application));
        var (signer, controlled) = (application.Services.GetRequiredService<SignerEndpoint>(), application.Services.GetRequiredService<SignerControl>());
        application.Run(http => http.Features.Get<ControlConnection>() is null ? signer.AnswerAsync(http) : controlled.AnswerAsync(http));
        return application;
    }

    /// <summary>The fault of an audit log that cannot be opened.</summary>
    public static StartupException FaultOfAudit(string path, Exception cause) => new($"--signer-audit-log-path: {path} cannot be opened: {cause.Message}", cause);

    private static void Listen(KestrelServerOptions kestrel, Socket socket, PeerGate gate, EndPoint? control)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        kestrel.Listen(socket.LocalEndPoint!, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(gate.Guard);
        });
        if (control is not null)
        {
            kestrel.ListenForControl(control);
        }
    }

    private static AuditLog? OpenAudit(string? path, TimeProvider time, ILoggerFactory log, OwnedParts owned)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return owned.Add(new AuditLog(AuditOutputs.Open(path, time), time, log.CreateLogger<AuditLog>()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FaultOfAudit(path, exception);
        }
    }
}
