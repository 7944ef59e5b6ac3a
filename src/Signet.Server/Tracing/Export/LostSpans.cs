using Microsoft.Extensions.Logging;

namespace Signet.Server.Tracing.Export;

/// <summary>Counts the spans that were not exported, and logs them at most once a minute.</summary>
/// <param name="endpoint">The collector, for the log.</param>
/// <param name="time">The clock of the log's rate.</param>
/// <param name="logger">The log.</param>
internal sealed class LostSpans(string endpoint, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _dropped;
    private long _failed;
    private long _reported;
    private long _reportedDropped;
    private long? _reportedAt;

    /// <summary>Spans that did not fit into the queue.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Spans that the collector did not take.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>A span did not fit into the queue. Called by requests: counts only.</summary>
    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <summary>A request to the collector failed.</summary>
    public void Fail(long count) => Interlocked.Add(ref _failed, count);

    /// <summary>Logs what was lost since the last such event. Called by the thread of the export, never by requests.</summary>
    /// <param name="reason">Why, without secrets.</param>
    /// <param name="isLast">Whether the server ends, so that the rate does not matter.</param>
    public void Report(string reason, bool isLast = false)
    {
        long lost;
        long dropped;
        lock (_lock)
        {
            (lost, dropped) = (Dropped + Failed - _reported, Dropped - _reportedDropped);
            if (lost == 0 || (!isLast && _reportedAt is { } at && time.GetElapsedTime(at) < Pause))
            {
                return;
            }

            (_reported, _reportedDropped, _reportedAt) = (_reported + lost, _reportedDropped + dropped, time.GetTimestamp());
        }

        Log.SpansLost(logger, lost, dropped, endpoint, reason);
    }
}
