using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Events;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Takes events from requests and writes them in the background, many with one write. Nothing is dropped: what cannot be written is
/// tried again, and when too much waits, new requests are held before authorization (<see cref="WaitForCapacityAsync"/>). So no more is in
/// memory than <see cref="MaxPendingBytes"/>, what the requests under way still add, and an <see cref="AuditReplayBuffer"/>.
/// </summary>
internal sealed class AuditLog : IAsyncDisposable
{
    /// <summary>From so many waiting bytes on new requests wait.</summary>
    public const int MaxPendingBytes = 32 * 1024 * 1024;

    private const int WrittenAtOnce = 256 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BriefPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>An output that takes nothing for so long counts as failed.</summary>
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(5);

    private readonly Channel<AuditLine> _lines = Channel.CreateUnbounded<AuditLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly IAuditOutput _output;
    private readonly AuditDelivery _delivery;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly ITimer _checks;
    private readonly Task _writing;
    private TaskCompletionSource _written = NewSignal();
    private long _waiting;
    private volatile string? _fault;
    private volatile bool _isDelivering;
    private volatile bool _isCheckQueued;
    private int _reopen;

    /// <summary>Begins to write to an output, which it closes in the end.</summary>
    internal AuditLog(IAuditOutput output, TimeProvider time, ILogger<AuditLog> logger)
    {
        (_output, _time, _logger) = (output, time, logger);
        _delivery = new AuditDelivery(output, time, logger);
        _checks = time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, Pause);
        _writing = WriteAllAsync();
    }

    /// <summary>Why nothing can be written at the moment; null when all is well. For the health check.</summary>
    public string? Fault =>
        _fault ??
        (_writing is { IsCompleted: true } ? "the writer has ended"
        : _isDelivering && _time.GetElapsedTime(_delivery.LastProgress) > MaxStall ? StallText
        : null);

    /// <summary>How many bytes wait to be written.</summary>
    public long PendingBytes => Volatile.Read(ref _waiting);

    private static string StallText => $"the output has taken nothing for {MaxStall.TotalSeconds} s";

    /// <summary>Completes at once unless too much waits already.</summary>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => PendingBytes < MaxPendingBytes ? default : WaitAsync(cancellationToken);

    /// <summary>Opens the output anew soon: the file that the path names then, made if there is none (SIGHUP).</summary>
    public void Reopen()
    {
        Volatile.Write(ref _reopen, 1);
        Wake();
    }

    /// <summary>Writes what waits, for a few seconds at most, and closes the output.</summary>
    public async ValueTask DisposeAsync()
    {
        await _checks.DisposeAsync().ConfigureAwait(false);
        _lines.Writer.TryComplete();
        using (var timer = _time.CreateTimer(_ => _end.Cancel(), null, Grace, Timeout.InfiniteTimeSpan))
        {
            // A write to a disk that hangs never returns; the end does not wait for it.
            await _writing.WaitAsync(2 * Grace, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    /// <summary>Hands over one line; never waits.</summary>
    internal void Append(AuditLine line)
    {
        Interlocked.Add(ref _waiting, line.Length);
        if (!_lines.Writer.TryWrite(line))
        {
            // The server has ended, and this request was not let go in time.
            Log.EventsLost(_logger, line.Length);
            line.Return();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the writer look after the output although no line has come.</summary>
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
            // The signal is taken before the look, so that what is written in between is not missed.
            var written = Volatile.Read(ref _written);
            if (PendingBytes < MaxPendingBytes)
            {
                return;
            }

            await written.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAllAsync()
    {
        var batch = new ArrayBufferWriter<byte>(WrittenAtOnce);
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Fill(batch);
            if (!await DeliverAsync(batch.WrittenMemory).ConfigureAwait(false))
            {
                return;
            }

            Interlocked.Add(ref _waiting, -batch.WrittenCount);
            if (batch.WrittenCount > 0)
            {
                Interlocked.Exchange(ref _written, NewSignal()).SetResult();
            }

            if (batch.Capacity > 4 * WrittenAtOnce)
            {
                batch = new ArrayBufferWriter<byte>(WrittenAtOnce);
            }
        }

        // What a rotation has taken away since the last write is written again before the end.
        Volatile.Write(ref _reopen, 1);
        if (!await DeliverAsync(default).ConfigureAwait(false))
        {
            Log.EndNotConfirmed(_logger, _fault ?? StallText);
        }
    }

    private void Fill(ArrayBufferWriter<byte> batch)
    {
        batch.ResetWrittenCount();
        while (batch.WrittenCount < WrittenAtOnce && _lines.Reader.TryRead(out var line))
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

    /// <summary>Writes a batch, again and again until it succeeds; false when the end comes first.</summary>
    private async ValueTask<bool> DeliverAsync(ReadOnlyMemory<byte> batch)
    {
        _delivery.Begin();
        _isDelivering = true;
        while (true)
        {
            var pause = BriefPause;
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
                // Whatever it is: a writer that ended here would hold all requests for ever.
                Fail(exception.Message);
                pause = Pause;
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
