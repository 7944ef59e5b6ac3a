using Signet.Core.Metrics;
using Signet.Server.Outbound;

namespace Signet.Tests.Outbound;

/// <summary>A webhook whose metrics a test does not read.</summary>
internal static class TestWebhook
{
    /// <summary>Its calls.</summary>
    public static WebhookCalls Calls => new WebhookMetrics(new MetricSet()).Of("test");
}
