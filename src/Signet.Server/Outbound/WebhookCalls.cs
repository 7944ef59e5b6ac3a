using System.Globalization;

namespace Signet.Server.Outbound;

/// <summary>What is counted of the requests to one webhook (<see cref="WebhookMetrics"/>).</summary>
/// <param name="metrics">The metrics.</param>
/// <param name="name">The name of the webhook.</param>
internal sealed class WebhookCalls(WebhookMetrics metrics, string name)
{
    /// <summary>The name of the spans of its requests.</summary>
    public string SpanName { get; } = $"{name} webhook";

    /// <summary>Counts a refused certificate.</summary>
    public void Refused(CertificateFault fault) => metrics.Refused(fault);

    /// <summary>Records the time of a request.</summary>
    /// <param name="duration">From sending to the answer or the failure.</param>
    /// <param name="code">The status code; 0 without an answer.</param>
    public void Record(TimeSpan duration, int code) =>
        metrics.Record(name, duration, code is >= 100 and < 600 ? code.ToString(CultureInfo.InvariantCulture) : "error");
}
