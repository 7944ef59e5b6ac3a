using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Audit.Events;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Queues audit events and writes them in the background, in batches. No event is dropped: failed writes are retried, and while too many bytes are
/// queued new requests are held before authorization (<see cref="WaitForCapacityAsync"/>). Memory is bounded by <see cref="MaxPendingBytes"/>, the
/// events of requests in progress, and an <see cref="AuditReplayBuffer"/>.
/// </summary>
internal sealed class AuditLog : IAsyncDisposable
{
    /// <summary>The number of queued bytes from which new requests are held (backpressure).</summary>
    public const int MaxPendingBytes = 32 * 1024 * 1024;

    private const int BatchBytes = 256 * 1024;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>An output that accepts nothing for this time counts as failed.</summary>
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(5);

    private readonly Channel<AuditLine> _lines = Channel.CreateUnbounded<AuditLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly IAuditOutput _output;
    private readonly AuditDelivery _delivery;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly ITimer _checks;
    private readonly Task _writing;
    private readonly ChangeSignal _written = new();
    private long _pendingBytes;
    private volatile string? _fault;
    private volatile bool _isDelivering;
    private volatile bool _isCheckQueued;
    private int _reopen;

    /// <summary>Starts writing to an output, which is disposed with the log.</summary>
    internal AuditLog(IAuditOutput output, TimeProvider time, ILogger<AuditLog> logger)
    {
        (_output, _time, _logger) = (output, time, logger);
        _delivery = new AuditDelivery(output, time, logger);
        _checks = time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, RetryPause);
        _writing = WriteAllAsync();
    }

    /// <summary>Why nothing can be written at present; null when there is no fault. For the health check.</summary>
    public string? Fault =>
        _fault ??
        (_writing is { IsCompleted: true } ? "the writer has stopped"
        : _isDelivering && _time.GetElapsedTime(_delivery.LastProgress) > MaxStall ? StallText
        : null);

    /// <summary>The number of queued bytes.</summary>
    public long PendingBytes => Volatile.Read(ref _pendingBytes);

    private static string StallText => $"the output has accepted nothing for {MaxStall.TotalSeconds} s";

    /// <summary>Completes at once unless too many bytes are queued.</summary>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => PendingBytes < MaxPendingBytes ? default : WaitAsync(cancellationToken);

    /// <summary>Reopens the output soon: the file at the path, created when it does not exist (SIGHUP).</summary>
    public void Reopen()
    {
        Volatile.Write(ref _reopen, 1);
        Wake();
    }

    /// <summary>Writes the queued events, within a time limit, and disposes the output.</summary>
    public async ValueTask DisposeAsync()
    {
        await _checks.DisposeAsync().ConfigureAwait(false);
        _lines.Writer.TryComplete();
        using (var timer = _time.CreateTimer(_ => _end.Cancel(), null, ShutdownTimeout, Timeout.InfiniteTimeSpan))
        {
            // A write to an unresponsive disk may never return; the shutdown does not wait for it.
            await _writing.WaitAsync(2 * ShutdownTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (PendingBytes > 0)
        {
            Log.EventsLost(_logger, PendingBytes);
        }

        if (_writing.IsCompleted)
        {
            _end.Dispose();
            _output.Dispose();
        }
    }

    /// <summary>Queues one line. Does not block.</summary>
    internal void Append(AuditLine line)
    {
        Interlocked.Add(ref _pendingBytes, line.Length);
        if (!_lines.Writer.TryWrite(line))
        {
            // The server has stopped, and this request was not cancelled in time.
            Log.EventsLost(_logger, line.Length);
            line.Return();
        }
    }

    /// <summary>Makes the writer check the output without a line.</summary>
    private void Wake()
    {
        if (!_isCheckQueued)
        {
            _isCheckQueued = true;
            _lines.Writer.TryWrite(AuditLine.None);
        }
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal is read before the count, so that bytes that are written in between are not missed.
            var written = _written.Next;
            if (PendingBytes < MaxPendingBytes)
            {
                return;
            }

            await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAllAsync()
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes);
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Fill(batch);
            if (!await DeliverAsync(batch.WrittenMemory).ConfigureAwait(false))
            {
                return;
            }

            Interlocked.Add(ref _pendingBytes, -batch.WrittenCount);
            if (batch.WrittenCount > 0)
            {
                _written.Fire();
            }

            if (batch.Capacity > 4 * BatchBytes)
            {
                batch = new ArrayBufferWriter<byte>(BatchBytes);
            }
        }

        // Lines that a rotation has removed since the last write are repeated before the end.
        Volatile.Write(ref _reopen, 1);
        if (!await DeliverAsync(default).ConfigureAwait(false))
        {
            Log.EndNotConfirmed(_logger, _fault ?? StallText);
        }
    }

    private void Fill(ArrayBufferWriter<byte> batch)
    {
        batch.ResetWrittenCount();
        while (batch.WrittenCount < BatchBytes && _lines.Reader.TryRead(out var line))
        {
            if (line == AuditLine.None)
            {
                _isCheckQueued = false;
                continue;
            }

            batch.Write(line.Bytes);
            line.Return();
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
        if (_fault is null)
        {
            Log.WriteFailed(_logger, fault);
        }

        _fault = fault;
    }
}
