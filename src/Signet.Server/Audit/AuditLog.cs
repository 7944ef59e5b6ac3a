using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Audit;

/// <summary>
/// Takes events from requests and writes them in the background, many with one write. Nothing is dropped: what cannot be written is
/// tried again, and when too much waits, new requests wait at the door (<see cref="WaitForRoomAsync"/>). So no more is in memory than
/// <see cref="MostWaiting"/> and what the requests under way still add.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    /// <summary>From so many waiting bytes on new requests wait.</summary>
    public const int MostWaiting = 32 * 1024 * 1024;

    private const int WrittenAtOnce = 256 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Channel<AuditLine> _lines = Channel.CreateUnbounded<AuditLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly AuditOutput _output;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly Task _writing;
    private TaskCompletionSource _written = NewSignal();
    private long _waiting;
    private volatile string? _fault;

    /// <summary>Begins to write to an output, which it closes in the end.</summary>
    public AuditLog(AuditOutput output, TimeProvider time, ILogger<AuditLog> logger)
    {
        (_output, _time, _logger) = (output, time, logger);
        _writing = WriteAllAsync();
    }

    /// <summary>Why nothing can be written at the moment; null when all is well. For the health check.</summary>
    public string? Fault => _fault;

    /// <summary>How many bytes wait to be written.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>Completes at once unless too much waits already.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => Waiting < MostWaiting ? default : WaitAsync(cancellationToken);

    /// <summary>Writes what waits, for a few seconds at most, and closes the output.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        using (var timer = _time.CreateTimer(_ => _end.Cancel(), null, Grace, Timeout.InfiniteTimeSpan))
        {
            await _writing.ConfigureAwait(false);
        }

        if (Waiting > 0)
        {
            Log.EventsLost(_logger, Waiting);
        }

        _end.Dispose();
        _output.Dispose();
    }

    /// <summary>Hands over one line; never waits.</summary>
    internal void Append(AuditLine line)
    {
        Interlocked.Add(ref _waiting, line.Length);
        if (!_lines.Writer.TryWrite(line))
        {
            // The server has ended, and this request was not let go in time.
            line.Return();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal is taken before the look, so that what is written in between is not missed.
            var written = Volatile.Read(ref _written);
            if (Waiting < MostWaiting)
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
            batch.ResetWrittenCount();
            while (batch.WrittenCount < WrittenAtOnce && _lines.Reader.TryRead(out var line))
            {
                batch.Write(line.Bytes);
                line.Return();
            }

            if (!await WriteAsync(batch.WrittenMemory).ConfigureAwait(false))
            {
                return;
            }

            Interlocked.Add(ref _waiting, -batch.WrittenCount);
            Interlocked.Exchange(ref _written, NewSignal()).SetResult();
            if (batch.Capacity > 4 * WrittenAtOnce)
            {
                batch = new ArrayBufferWriter<byte>(WrittenAtOnce);
            }
        }
    }

    /// <summary>Writes a batch, again and again until it succeeds; false when the end comes first.</summary>
    private async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> batch)
    {
        while (true)
        {
            try
            {
                _output.Write(batch.Span);
                if (_fault is not null)
                {
                    _fault = null;
                    Log.WriteRecovered(_logger);
                }

                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (_fault is null)
                {
                    Log.WriteFailed(_logger, exception.Message);
                }

                _fault = exception.Message;
            }

            try
            {
                await Task.Delay(Pause, _time, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
