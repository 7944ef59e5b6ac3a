using System.Diagnostics;
using OpenTelemetry;

namespace Signet.Server.Tracing.Export;

/// <summary>
/// The queue of ended spans, which a thread of its own exports in batches. A full queue loses spans; it never makes a request wait. It counts what it
/// loses, which the base class keeps for itself.
/// </summary>
internal sealed class SpanQueue : BatchActivityExportProcessor
{
    private readonly LostSpans _lost;
    private readonly int _max;
    private long _waiting;

    public SpanQueue(SpanExporter exporter, TraceExportOptions options, LostSpans lost)
        : base(
            exporter,

            // A batch leaves the count when its export begins, and the base class's queue while it goes on.
            options.MaxQueue + options.MaxBatch,
            (int)options.Delay.TotalMilliseconds,
            (int)options.ExportTimeout.TotalMilliseconds,
            options.MaxBatch)
    {
        (_lost, _max) = (lost, options.MaxQueue);
        exporter.Taken = count => Interlocked.Add(ref _waiting, -count);
    }

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (Interlocked.Increment(ref _waiting) > _max)
        {
            Interlocked.Decrement(ref _waiting);
            _lost.Drop();
            return;
        }

        base.OnEnd(data);
    }
}
