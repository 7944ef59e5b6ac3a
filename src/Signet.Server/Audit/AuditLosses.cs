using Microsoft.Extensions.Logging;
using Signet.Server.Logging;

namespace Signet.Server.Audit;

/// <summary>Counts the events that one output drops, and logs them at a bounded rate. Safe for concurrent use.</summary>
/// <param name="plugin">The output.</param>
/// <param name="metrics">The metrics.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
internal sealed class AuditLosses(string plugin, AuditMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);
    private readonly LogRate _pace = new(1, LogInterval, time);
    private long _total;

    /// <summary>All events that were dropped.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Counts dropped events.</summary>
    /// <param name="reason">One of <see cref="AuditDrop"/>.</param>
    /// <param name="count">The number of events.</param>
    public void Add(string reason, long count)
    {
        Interlocked.Add(ref _total, count);
        metrics.Dropped(plugin, reason, count);
        if (_pace.TryCount(count, out var since))
        {
            Log.EventsDropped(logger, plugin, since, reason, Total);
        }
    }

    /// <summary>Counts the events that were not written before the server stopped.</summary>
    public void AddAtShutdown(long count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref _total, count);
            metrics.Dropped(plugin, AuditDrop.Shutdown, count);
            Log.EventsLost(logger, plugin, count);
        }
    }
}
