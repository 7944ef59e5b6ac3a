using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Metrics;
using Signet.Server.Audit.Recording;
using Signet.Server.Authorization.Streams;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Dispatch;
using Signet.Server.Hosting.Connections;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;
using Signet.Server.Tracing.Export;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the request pipeline.</summary>
internal static class RequestServices
{
    /// <summary>Registers the pipeline and the observers of requests.</summary>
    public static void AddRequests(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(new RequestOptions { TimeLimit = parts.Options.Requests.TimeLimit });
        services.AddSingleton<RequestDeadlines>();
        services.AddSingleton<RequestReceiver>();
        services.AddSingleton<RequestAccess>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<CallerMetrics>();
        services.AddSingleton<OverloadReport>();
        services.AddSingleton(new StreamResets(parts.Options.Connections, parts.Time));
        services.AddSingleton<ConnectionMetrics>();
        services.AddSingleton(provider => provider.GetRequiredService<ConnectionMetrics>().Add(new ConnectionGate(
            "api", parts.Options.Connections, parts.Time, provider.GetRequiredService<ILogger<ConnectionGate>>())));
        services.AddAudit(parts);
        services.AddSingleton(provider => Recorder(provider, parts.Tracing));
        services.AddSingleton<IEndpoint>(provider => provider.GetRequiredService<Dispatcher>());
        services.AddFlowControl(parts);
        services.AddSingleton<RequestWork>();
        services.AddSingleton<Pipeline>();
    }

    /// <summary>The observers of the server, then registered ones.</summary>
    private static RequestRecorder Recorder(IServiceProvider provider, ServerTracing tracing)
    {
        TraceMetrics.Declare(provider.GetRequiredService<MetricSet>(), tracing.Export);
        var auditor = provider.GetService<RequestAuditor>();
        var log = provider.GetRequiredService<RequestLog>();
        var resets = provider.GetRequiredService<StreamResets>();
        return new RequestRecorder(
            auditor,
            [
                provider.GetRequiredService<RequestMetrics>(), provider.GetRequiredService<CallerMetrics>(), log, resets,
                provider.GetRequiredService<OverloadReport>(),
                .. auditor is null ? (IEnumerable<IRequestObserver>)[] : [auditor], .. provider.GetServices<IRequestObserver>(),
            ],
            provider.GetRequiredService<TimeProvider>(),
            tracing.Requests,
            provider.GetRequiredService<ILogger<RequestRecorder>>());
    }
}
