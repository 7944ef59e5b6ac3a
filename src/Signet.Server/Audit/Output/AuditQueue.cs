using System.Threading.Channels;
using Signet.Core.Primitives;
using Signet.Server.Audit.Events;

namespace Signet.Server.Audit.Output;

/// <summary>The lines that wait for an output: appended by many threads, taken by one.</summary>
/// <param name="maxEvents">The number of events from which the queue is full; 0 for no limit.</param>
internal sealed class AuditQueue(int maxEvents)
{
    /// <summary>The number of bytes from which the queue is full.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private readonly Channel<AuditLine> _lines = Channel.CreateUnbounded<AuditLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ChangeSignal _released = new();

    /// <summary>Lines that were taken from the channel to fail their receipts. Only the thread that takes lines uses it.</summary>
    private readonly Queue<AuditLine> _backlog = new();
    private long _bytes;
    private long _events;
    private volatile bool _isCheckQueued;

    /// <summary>The queued bytes, including those that are being written.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The queued events, including those that are being written.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Whether it has too many bytes or events. It takes more nevertheless.</summary>
    public bool IsFull => Bytes >= MaxBytes || (maxEvents > 0 && Events >= maxEvents);

    /// <summary>Completes at once unless the queue is full.</summary>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => IsFull ? WaitAsync(cancellationToken) : default;

    /// <summary>Appends a line; false after <see cref="Complete"/>. Does not block.</summary>
    public bool TryAppend(in AuditLine line)
    {
        Interlocked.Add(ref _bytes, line.Length);
        Interlocked.Increment(ref _events);
        if (_lines.Writer.TryWrite(line))
        {
            return true;
        }

        Release(line.Length, 1);
        return false;
    }

    /// <summary>Wakes the thread that takes lines, without a line.</summary>
    public void Wake()
    {
        if (!_isCheckQueued)
        {
            _isCheckQueued = true;
            _lines.Writer.TryWrite(AuditLine.None);
        }
    }

    /// <summary>No line is appended any more.</summary>
    public void Complete() => _lines.Writer.TryComplete();

    /// <summary>Whether there is a line or a wake-up; false when the queue is complete and empty.</summary>
    public ValueTask<bool> WaitToTakeAsync(CancellationToken cancellationToken) =>
        _backlog.Count > 0 ? new(true) : _lines.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Whether a line was taken from the channel and is still to be taken from the queue.</summary>
    public bool HasBacklog => _backlog.Count > 0;

    /// <summary>Takes the next line. It counts as queued until it is released.</summary>
    /// <param name="maxLength">A longer line stays the next one.</param>
    /// <param name="line">The line.</param>
    public bool TryTake(int maxLength, out AuditLine line)
    {
        while (_backlog.Count == 0 && _lines.Reader.TryRead(out line))
        {
            if (line == AuditLine.None)
            {
                _isCheckQueued = false;
            }
            else if (line.Length <= maxLength)
            {
                return true;
            }
            else
            {
                _backlog.Enqueue(line);
            }
        }

        return _backlog.TryPeek(out line) && line.Length <= maxLength && _backlog.TryDequeue(out line);
    }

    /// <summary>Removes lines from the counts: they are written or dropped.</summary>
    public void Release(long bytes, int events)
    {
        if (events > 0)
        {
            Interlocked.Add(ref _bytes, -bytes);
            Interlocked.Add(ref _events, -events);
            _released.Fire();
        }
    }

    /// <summary>Fails the receipts of all queued lines, which stay queued.</summary>
    public void FailReceipts(string fault)
    {
        while (_lines.Reader.TryRead(out var line))
        {
            if (line == AuditLine.None)
            {
                _isCheckQueued = false;
                continue;
            }

            line.Receipt?.TrySetResult(fault);
            _backlog.Enqueue(line with { Receipt = null });
        }
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal is read before the count, so that bytes that are released in between are not missed.
            var released = _released.Next;
            if (!IsFull)
            {
                return;
            }

            await released.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
