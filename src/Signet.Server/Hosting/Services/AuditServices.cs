using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Metrics;
using Signet.Server.Audit;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Recording;
using Signet.Server.Audit.Webhook;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Hosting.Parts;
using Signet.Server.Http.Documents;
using Signet.Server.Outbound;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the audit.</summary>
internal static class AuditServices
{
    /// <summary>Registers outputs, journal and auditor. The container disposes the outputs after the last request; that writes the queued events.</summary>
    public static void AddAudit(this IServiceCollection services, ServerParts parts)
    {
        if (parts.Audit is { } audit)
        {
            services.AddSingleton(provider => new AuditMetrics(provider.GetRequiredService<MetricSet>()));
            services.AddSingleton(provider => SinksOf(provider, parts, audit));
            services.AddSingleton(provider => new AuditJournal(
                provider.GetRequiredService<AuditSinks>(), audit.PolicyWithout(provider.GetRequiredService<IssuerDocuments>()), parts.Time));
            services.AddSingleton<RequestAuditor>();
        }
    }

    /// <summary>The health check: it fails with an output that holds requests, and remarks a webhook that does not.</summary>
    public static HealthCheck CheckOf(AuditSinks audit) => new("audit", IsLive: false, _ => new(audit.Fault))
    {
        Remark = () => audit.Remark is null ? null : "the webhook does not accept events",
    };

    private static AuditSinks SinksOf(IServiceProvider provider, ServerParts parts, AuditSettings audit)
    {
        var (options, metrics, sinks) = (parts.Options.Audit, provider.GetRequiredService<AuditMetrics>(), new List<IAuditSink>());
        if (audit.Output is { } output)
        {
            var limits = new AuditSinkOptions
            {
                Mode = options.LogMode,
                MaxQueuedEvents = options.LogBufferSize,
                MaxBatchEvents = options.LogMaxBatchSize,
                MaxEventBytes = options.LogTruncates ? options.LogMaxEventBytes : 0,
            };
            sinks.Add(new AuditLog(output, parts.Time, provider.GetRequiredService<ILogger<AuditLog>>(), limits, metrics));
        }

        if (audit.Webhook is { } target)
        {
            var calls = provider.GetRequiredService<WebhookMetrics>().Of("audit");
            var client = new WebhookClient(target, options.Webhook.Version, parts.Time, calls, AuditWebhook.RequestTimeout);
            sinks.Add(new AuditWebhook(client, options.Webhook, parts.Time, metrics, provider.GetRequiredService<ILogger<AuditWebhook>>()));
        }

        metrics.ObserveQueues(() => sinks.Select(sink => (sink.Plugin, sink.PendingEvents, sink.PendingBytes)));
        return new AuditSinks(sinks, parts.Time, metrics, provider.GetRequiredService<ILogger<AuditSinks>>());
    }
}
