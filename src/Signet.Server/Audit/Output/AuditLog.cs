using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Events;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Queues audit events and writes them in the background, in batches. No event is dropped: failed writes are retried, and while too many bytes are
/// queued new requests are held before authorization (<see cref="WaitForCapacityAsync"/>). Memory is bounded by <see cref="AuditQueue.MaxBytes"/>, the
/// events of requests in progress, and an <see cref="AuditReplayBuffer"/>. All lines of a batch share a write and, in the mode blocking-strict, an fsync
/// (group commit).
/// </summary>
internal sealed class AuditLog : IAuditSink
{
    private const string Stopped = "the server has stopped";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>An output that accepts nothing for this time counts as failed.</summary>
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly IAuditOutput _output;
    private readonly AuditQueue _queue;
    private readonly AuditDelivery _delivery;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly ITimer _checks;
    private readonly Task _writing;
    private readonly AuditBatch _batch;
    private volatile string? _fault;
    private volatile bool _isDelivering;
    private int _reopen;

    /// <summary>Starts writing to an output, which is disposed with the log.</summary>
    internal AuditLog(
        IAuditOutput output, TimeProvider time, ILogger<AuditLog> logger, AuditSinkOptions? options = null, AuditMetrics? metrics = null)
    {
        (_output, _time, _logger, Options, _metrics) = (output, time, logger, options ?? new AuditSinkOptions(), metrics ?? AuditMetrics.None);
        _queue = new AuditQueue(Options.MaxQueuedEvents);
        _batch = new AuditBatch(Options.MaxBatchEvents);
        Losses = new AuditLosses(Plugin, _metrics, time, logger);
        _delivery = new AuditDelivery(output, IsStrict, time, logger);
        _checks = time.CreateTimer(_ => _queue.Wake(), null, TimeSpan.Zero, RetryPause);
        _writing = WriteAllAsync();
    }

    /// <inheritdoc/>
    public string Plugin => "log";

    /// <inheritdoc/>
    public AuditSinkOptions Options { get; }

    /// <inheritdoc/>
    public TimeSpan MaxWait => MaxStall;

    /// <summary>Why nothing can be written at present; null when there is no fault. For the health check.</summary>
    public string? Fault =>
        _fault ??
        (_writing is { IsCompleted: true } ? "the writer has stopped"
        : _isDelivering && _time.GetElapsedTime(_delivery.LastProgress) > MaxStall ? StallText
        : null);

    /// <inheritdoc/>
    public bool HoldsRequests => true;

    /// <inheritdoc/>
    public long PendingEvents => _queue.Events;

    /// <inheritdoc/>
    public long PendingBytes => _queue.Bytes;

    /// <inheritdoc/>
    public AuditLosses Losses { get; }

    private bool IsStrict => Options.Mode == AuditMode.BlockingStrict;

    private static string StallText => $"the output has accepted nothing for {MaxStall.TotalSeconds} s";

    /// <inheritdoc/>
    public bool IsFull => _queue.IsFull;

    /// <inheritdoc/>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => _queue.WaitForCapacityAsync(cancellationToken);

    /// <summary>Reopens the output soon: the file at the path, created when it does not exist (SIGHUP).</summary>
    public void Reopen()
    {
        Volatile.Write(ref _reopen, 1);
        _queue.Wake();
    }

    /// <summary>Writes the queued events, within a time limit, and disposes the output.</summary>
    public async ValueTask DisposeAsync()
    {
        await _checks.DisposeAsync().ConfigureAwait(false);
        _queue.Complete();
        using (var timer = _time.CreateTimer(_ => _end.Cancel(), null, ShutdownTimeout, Timeout.InfiniteTimeSpan))
        {
            // A write to an unresponsive disk may never return; the shutdown does not wait for it.
            await _writing.WaitAsync(2 * ShutdownTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Losses.AddAtShutdown(_queue.Events);
        if (_writing.IsCompleted)
        {
            _end.Dispose();
            _output.Dispose();
        }
    }

    /// <summary>Queues one line. Does not block.</summary>
    public void Append(in AuditLine line)
    {
        if (_queue.TryAppend(line))
        {
            // A strict request does not wait for an output that has failed; its line is written when the output works again.
            if (line.Receipt is { } receipt && IsStrict && _fault is { } fault)
            {
                receipt.TrySetResult(fault);
            }

            return;
        }

        // The server has stopped, and this request was not cancelled in time.
        Losses.Add(AuditDrop.Shutdown, 1);
        line.Receipt?.TrySetResult(Stopped);
        line.Return();
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.WaitToTakeAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _batch.Fill(_queue);
            if (!await DeliverAsync(_batch.Lines).ConfigureAwait(false))
            {
                _batch.Complete(Stopped);
                _queue.FailReceipts(Stopped);
                return;
            }

            _batch.Complete(null);
            _queue.Release(_batch.Lines.Length, _batch.Count);
        }

        // Lines that a rotation has removed since the last write are repeated before the end.
        Volatile.Write(ref _reopen, 1);
        if (!await DeliverAsync(default).ConfigureAwait(false))
        {
            Log.EndNotConfirmed(_logger, _fault ?? StallText);
        }
    }

    /// <summary>Writes a batch, with retries; false when the server stops first.</summary>
    private async ValueTask<bool> DeliverAsync(ReadOnlyMemory<byte> batch)
    {
        _delivery.Begin();
        _isDelivering = true;
        while (true)
        {
            var pause = PollPause;
            var reopen = Interlocked.Exchange(ref _reopen, 0) == 1;
            try
            {
                if (_delivery.TryDeliver(batch.Span, reopen))
                {
                    Succeed();
                    return true;
                }

                if (_time.GetElapsedTime(_delivery.LastProgress) > MaxStall)
                {
                    Fail(StallText);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Every exception is retried: a writer that ended here would hold all requests forever.
                Fail(exception.Message);
                pause = RetryPause;
            }

            if (reopen)
            {
                Volatile.Write(ref _reopen, 1);
            }

            try
            {
                await Task.Delay(pause, _time, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private void Succeed()
    {
        _isDelivering = false;
        if (_fault is not null)
        {
            _fault = null;
            Log.WriteRecovered(_logger);
        }
    }

    private void Fail(string fault)
    {
        var isNew = _fault is null;
        _fault = fault;
        _metrics.AttemptFailed(Plugin);
        if (isNew)
        {
            Log.WriteFailed(_logger, fault);
        }

        if (IsStrict)
        {
            _batch.Complete(fault);
            _queue.FailReceipts(fault);
        }
    }
}
