using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Primitives;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.SideServers;

/// <summary>The side servers of the settings: the public address (<c>--public-bind-address</c>) and that of metrics (<c>--metrics-bind-address</c>).</summary>
internal static class SideServerPlan
{
    /// <summary>The name of the public address.</summary>
    public const string Public = "public";

    /// <summary>The name of the address of metrics.</summary>
    public const string Metrics = "metrics";

    /// <summary>The public address is reachable for everybody; a connection costs some kilobytes.</summary>
    private const int MaxPublicConnections = 10_000;

    /// <summary>A few collectors, and probes of health.</summary>
    private const int MaxMetricsConnections = 1_000;

    /// <summary>Opens the public address; null when there is none.</summary>
    /// <param name="parts">The parts of the server, whose settings have the address.</param>
    /// <param name="passed">A bound socket that replaces the address; it is disposed when it cannot be used.</param>
    /// <param name="services">The services of the API's application.</param>
    /// <exception cref="StartupException">The address or the socket is not available.</exception>
    public static SideServer? OpenPublic(ServerParts parts, Socket? passed, IServiceProvider services)
    {
        var socket = passed is not null ? ListenAddress.Listen(passed)
            : parts.Options.Documents.PublicEndPoint is { } endPoint ? ListenAddress.Bind(endPoint, "--public-bind-address", "--public-bind-address")
            : null;
        if (socket is null)
        {
            return null;
        }

        var documents = parts.CreateDocuments(arePublished: true);
        var openId = new OpenIdEndpoints(documents, parts.Keys);
        var metrics = parts.Options.Metrics.ArePublic ? services.GetRequiredService<MetricsEndpoint>() : null;
        return new SideServer
        {
            Name = Public,
            What = metrics is null ? "The documents of the issuers" : "The documents of the issuers, and metrics",
            Socket = socket,
            IsTls = parts.Options.Documents.PublicTls,
            MaxConnections = MaxPublicConnections,
            Pipeline = new SidePipeline(
                ReceiverOf(parts, services, documents), (request, _) => new(openId.Answer(request) ?? metrics?.Answer(request))),
        };
    }

    /// <summary>Opens the address of metrics and health; null when there is none.</summary>
    /// <param name="parts">The parts of the server, whose settings have the address.</param>
    /// <param name="services">The services of the API's application.</param>
    /// <exception cref="StartupException">The address is not available.</exception>
    public static SideServer? OpenMetrics(ServerParts parts, IServiceProvider services)
    {
        if (parts.Options.Metrics.EndPoint is not { } endPoint)
        {
            return null;
        }

        var (metrics, health) = (services.GetRequiredService<MetricsEndpoint>(), services.GetRequiredService<HealthEndpoint>());
        return new SideServer
        {
            Name = Metrics,
            What = "Metrics and health",
            Socket = ListenAddress.Bind(endPoint, "--metrics-bind-address", "--metrics-bind-address"),
            IsTls = parts.Options.Metrics.IsTls,
            MaxConnections = MaxMetricsConnections,
            Pipeline = new SidePipeline(
                ReceiverOf(parts, services, parts.CreateDocuments(arePublished: true)),
                async (request, token) => metrics.Answer(request) ?? await health.AnswerAsync(request, token).ConfigureAwait(false)),
        };
    }

    private static RequestReceiver ReceiverOf(ServerParts parts, IServiceProvider services, IssuerDocuments documents) => new(
        documents, new CorsPolicy([], documents), services.GetRequiredService<RequestDeadlines>(), services.GetRequiredService<IUidSource>(), parts.Time);
}
