using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Policy;
using Signet.Server.Logging;

namespace Signet.Server.Audit.Output;

/// <summary>All outputs of audit events. Each has its own queue, and gets a copy of each line.</summary>
/// <param name="sinks">The outputs, at least one. Disposed with this object.</param>
/// <param name="time">The clock of limits.</param>
/// <param name="metrics">The metrics.</param>
/// <param name="logger">The logger of rejected requests.</param>
internal sealed class AuditSinks(IReadOnlyList<IAuditSink> sinks, TimeProvider time, AuditMetrics metrics, ILogger<AuditSinks> logger) : IAsyncDisposable
{
    private static readonly string[] LevelNames = Enum.GetNames<AuditLevel>();
    private readonly LogRate _rejections = new(1, TimeSpan.FromSeconds(10), time);

    /// <summary>Counts what the auditor and the outputs do.</summary>
    public AuditMetrics Metrics => metrics;

    /// <summary>The outputs.</summary>
    public IReadOnlyList<IAuditSink> All => sinks;

    /// <summary>Whether an answer waits for its event.</summary>
    public bool HoldsAnswers { get; } = sinks.Any(sink => sink.Options.Mode != AuditMode.Batch);

    /// <summary>Whether a request waits for the event of its receipt.</summary>
    public bool HoldsRequests { get; } = sinks.Any(sink => sink.Options.Mode == AuditMode.BlockingStrict);

    /// <summary>The faults of outputs that hold requests; null when there is none. For the health check.</summary>
    public string? Fault => FaultsOf(holdsRequests: true);

    /// <summary>The faults of the other outputs, or null.</summary>
    public string? Remark => FaultsOf(holdsRequests: false);

    /// <summary>Completes at once unless an output holds new requests.</summary>
    /// <exception cref="AuditFailedException">An output of mode blocking-strict has a full queue.</exception>
    public async ValueTask WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < sinks.Count; i++)
        {
            if (sinks[i].IsFull && sinks[i].Options.Mode == AuditMode.BlockingStrict)
            {
                throw Reject($"the queue of the output {sinks[i].Plugin} is full", isProcessed: false);
            }

            await sinks[i].WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Queues an event. Does not block.</summary>
    public void Append(in AuditEvent audited) => Append(audited, null);

    /// <summary>Queues an event, and waits until the outputs that requests wait for have it.</summary>
    /// <param name="audited">The event.</param>
    /// <param name="isReceipt">Whether it is the event of a request's receipt, for which only the mode blocking-strict waits.</param>
    /// <param name="cancellationToken">Stops waiting; the event stays queued.</param>
    /// <exception cref="AuditFailedException">An output of mode blocking-strict does not have the event.</exception>
    public async ValueTask AppendAsync(AuditEvent audited, bool isReceipt, CancellationToken cancellationToken)
    {
        var receipts = new AuditReceipt?[sinks.Count];
        for (var i = 0; i < receipts.Length; i++)
        {
            var mode = sinks[i].Options.Mode;
            receipts[i] = mode == AuditMode.BlockingStrict || (mode == AuditMode.Blocking && !isReceipt) ? new AuditReceipt() : null;
        }

        Append(audited, receipts);
        for (var i = 0; i < receipts.Length; i++)
        {
            if (receipts[i] is { } receipt && await WaitAsync(sinks[i], receipt, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                throw Reject(fault, isProcessed: !isReceipt);
            }
        }
    }

    /// <summary>Reopens the outputs soon (SIGHUP).</summary>
    public void Reopen()
    {
        foreach (var sink in sinks)
        {
            sink.Reopen();
        }
    }

    /// <summary>Writes the queued events, all outputs at the same time.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(sinks.Select(sink => sink.DisposeAsync().AsTask())).ConfigureAwait(false);

    /// <summary>The fault; null when the output has the line.</summary>
    private async ValueTask<string?> WaitAsync(IAuditSink sink, AuditReceipt receipt, CancellationToken cancellationToken)
    {
        if (sink.Options.Mode != AuditMode.BlockingStrict)
        {
            return await receipt.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await receipt.Task.WaitAsync(sink.MaxWait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return $"the output {sink.Plugin} has not confirmed the event within {sink.MaxWait.TotalSeconds} s";
        }
    }

    private AuditFailedException Reject(string fault, bool isProcessed)
    {
        metrics.RequestRejected();
        if (_rejections.TryCount(1, out var requests))
        {
            Log.RequestsRejected(logger, requests, fault);
        }

        return new AuditFailedException(fault, isProcessed);
    }

    private void Append(in AuditEvent audited, AuditReceipt?[]? receipts)
    {
        metrics.EventSent(LevelNames[(int)audited.Level]);
        var line = AuditLine.Of(audited);
        var isTaken = false;
        for (var i = 0; i < sinks.Count; i++)
        {
            var receipt = receipts?[i];
            if (sinks[i].Options.MaxEventBytes is > 0 and var limit && line.Length > limit)
            {
                AppendTruncated(sinks[i], audited, limit, receipt);
            }
            else
            {
                isTaken = i == sinks.Count - 1;
                sinks[i].Append((isTaken ? line : AuditLine.Copy(line.Json)) with { Receipt = receipt });
            }
        }

        if (!isTaken)
        {
            line.Return();
        }
    }

    /// <summary>Without its bodies, as in kube-apiserver (<c>plugin/pkg/audit/truncate</c>). An event that is still too large is dropped.</summary>
    private static void AppendTruncated(IAuditSink sink, in AuditEvent audited, int limit, AuditReceipt? receipt)
    {
        var line = AuditLine.Of(audited with { RequestObject = default, ResponseObject = default, IsTruncated = true });
        if (line.Length <= limit)
        {
            sink.Append(line with { Receipt = receipt });
            return;
        }

        line.Return();
        sink.Losses.Add(AuditDrop.TooLarge, 1);
        receipt?.TrySetResult($"the event is larger than {limit} bytes");
    }

    private string? FaultsOf(bool holdsRequests)
    {
        var faults = sinks.Where(sink => sink.HoldsRequests == holdsRequests && sink.Fault is not null).Select(sink => $"{sink.Plugin}: {sink.Fault}");
        var text = string.Join("; ", faults);
        return text.Length > 0 ? text : null;
    }
}
