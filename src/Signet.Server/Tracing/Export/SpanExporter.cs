using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Signet.Server.Tracing.Export;

/// <summary>Exports by OTLP, and counts what was exported and lost. Called by the thread of the batches only.</summary>
internal sealed class SpanExporter(OtlpExporterOptions options, CollectorHandler collector, LostSpans lost) : OtlpTraceExporter(options)
{
    private long _exported;

    /// <summary>The number of exported spans.</summary>
    public long Exported => Interlocked.Read(ref _exported);

    /// <summary>Called with the size of a batch that has left the queue.</summary>
    public Action<long>? Taken { get; set; }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        var count = batch.Count;
        Taken?.Invoke(count);
        var result = base.Export(batch);
        if (result == ExportResult.Success)
        {
            Interlocked.Add(ref _exported, count);
        }
        else
        {
            lost.Fail(count);
        }

        lost.Report(collector.Fault is { Length: > 0 } fault ? fault : "the collector is slower than the spans are made");
        return result;
    }
}
