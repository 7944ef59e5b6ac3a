using Signet.Core.Metrics;

namespace Signet.Server.Audit;

/// <summary>The metrics of audit (apiserver, <c>pkg/audit/metrics.go</c>, and Signet's own).</summary>
internal sealed class AuditMetrics
{
    private const string NoLevel = "None";
    private readonly MetricSet _set;
    private readonly CounterMetric _events;
    private readonly CounterMetric _levels;
    private readonly CounterMetric _errors;
    private readonly CounterMetric _rejected;
    private readonly CounterMetric _dropped;
    private readonly CounterMetric _failed;

    public AuditMetrics(MetricSet set)
    {
        _set = set;
        _events = set.Counter("apiserver_audit_event_total", "Audit events that were generated and given to the outputs.");
        _levels = set.Counter("apiserver_audit_level_total", "Audit events by the level of the policy; None counts requests without events.", "level");
        _errors = set.Counter("apiserver_audit_error_total", "Audit events that an output does not have, because they were dropped.", "plugin");
        _rejected = set.Counter(
            "apiserver_audit_requests_rejected_total", "Requests that failed because their audit event could not be stored (blocking-strict).");
        _dropped = set.Counter("signet_audit_dropped_events_total", "Audit events that an output does not have, by the reason.", "plugin", "reason");
        _failed = set.Counter("signet_audit_failed_attempts_total", "Failed attempts to write audit events. The events are written again.", "plugin");
    }

    /// <summary>Metrics that nothing collects.</summary>
    public static AuditMetrics None { get; } = new(new MetricSet());

    /// <summary>Counts an event.</summary>
    /// <param name="level">The name of its level.</param>
    public void EventSent(string level)
    {
        _events.Add(1);
        _levels.Add(1, level);
    }

    /// <summary>Counts a request that the policy does not record.</summary>
    public void NotRecorded() => _levels.Add(1, NoLevel);

    /// <summary>Counts dropped events.</summary>
    /// <param name="plugin">The output.</param>
    /// <param name="reason">One of <see cref="AuditDrop"/>.</param>
    /// <param name="count">The number of events.</param>
    public void Dropped(string plugin, string reason, long count)
    {
        _errors.Add(count, plugin);
        _dropped.Add(count, plugin, reason);
    }

    /// <summary>Counts a failed attempt.</summary>
    public void AttemptFailed(string plugin) => _failed.Add(1, plugin);

    /// <summary>Counts a request that failed because of its event.</summary>
    public void RequestRejected() => _rejected.Add(1);

    /// <summary>Declares the gauges of the queues, which are read when metrics are collected.</summary>
    /// <param name="read">Returns output, events and bytes of each queue.</param>
    public void ObserveQueues(Func<IEnumerable<(string Plugin, long Events, long Bytes)>> read)
    {
        _set.Observe(
            "signet_audit_queue_events", "Audit events that wait for an output.", ["plugin"],
            () => read().Select(queue => new MetricReading(queue.Events, queue.Plugin)));
        _set.Observe(
            "signet_audit_queue_bytes", "The size of the audit events that wait for an output.", ["plugin"],
            () => read().Select(queue => new MetricReading(queue.Bytes, queue.Plugin)));
    }
}
