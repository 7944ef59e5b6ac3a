using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Metrics;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Recording;
using Signet.Server.Authorization.Streams;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Dispatch;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Documents;
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
        services.AddAudit(parts);
        services.AddSingleton(provider => Recorder(provider, parts.Tracing));
        services.AddSingleton<IEndpoint>(provider => provider.GetRequiredService<Dispatcher>());
        services.AddSingleton<Pipeline>();
    }

    /// <summary>The container disposes the audit log after the last request; that writes the queued events.</summary>
    private static void AddAudit(this IServiceCollection services, ServerParts parts)
    {
        if (parts.Audit is { } audit)
        {
            services.AddSingleton(provider => new AuditLog(audit.Output, parts.Time, provider.GetRequiredService<ILogger<AuditLog>>()));
            services.AddSingleton(provider => new AuditJournal(
                provider.GetRequiredService<AuditLog>(), audit.PolicyWithout(provider.GetRequiredService<IssuerDocuments>()), parts.Time));
            services.AddSingleton<RequestAuditor>();
        }
    }

    /// <summary>The observers of the server, then registered ones.</summary>
    private static RequestRecorder Recorder(IServiceProvider provider, ServerTracing tracing)
    {
        TraceMetrics.Declare(provider.GetRequiredService<MetricSet>(), tracing.Export);
        var auditor = provider.GetService<RequestAuditor>();
        var log = provider.GetRequiredService<RequestLog>();
        return new RequestRecorder(
            auditor,
            [
                provider.GetRequiredService<RequestMetrics>(), provider.GetRequiredService<CallerMetrics>(), log,
                .. auditor is null ? (IEnumerable<IRequestObserver>)[] : [auditor], .. provider.GetServices<IRequestObserver>(),
            ],
            provider.GetRequiredService<TimeProvider>(),
            tracing.Requests,
            provider.GetRequiredService<ILogger<RequestRecorder>>());
    }
}
