using Microsoft.Extensions.Logging;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Writes batches of lines to an output, each line complete and at least once: continues a partially written line, and repeats lines that a rotation
/// or a reader may have lost. Used by one thread at a time.
/// </summary>
/// <param name="output">The output.</param>
/// <param name="syncs">Whether a batch is delivered only when it is on the disk.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
internal sealed class AuditDelivery(IAuditOutput output, bool syncs, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// The bytes that are repeated for a new reader of a pipe: the capacity of the pipe and what the previous reader may have read without processing
    /// it.
    /// </summary>
    private const int MaxRepeatedToReader = 128 * 1024;

    private readonly AuditReplayBuffer _replay = new(time);
    private byte[] _repeat = [];
    private int _repeatSent;
    private int _sent;
    private bool _isBuffered;
    private long _progress;

    /// <summary>When output last accepted bytes, or a batch began (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long LastProgress => Volatile.Read(ref _progress);

    /// <summary>Begins the next batch.</summary>
    public void Begin()
    {
        (_sent, _isBuffered) = (0, false);
        Volatile.Write(ref _progress, time.GetTimestamp());
    }

    /// <summary>Continues a batch of complete lines. An empty batch only checks the output.</summary>
    /// <param name="batch">The same batch until it is delivered.</param>
    /// <param name="reopen">Reopen the output (SIGHUP).</param>
    /// <returns>Whether the batch is delivered; false when the output accepts nothing at present.</returns>
    /// <exception cref="Exception">The output failed. The next call continues at the same position.</exception>
    public bool TryDeliver(ReadOnlySpan<byte> batch, bool reopen)
    {
        Apply(output.Check(reopen), batch);
        while (true)
        {
            if (!Send(_repeat, ref _repeatSent) || !Send(batch, ref _sent))
            {
                return false;
            }

            (_repeat, _repeatSent) = ([], 0);
            if (!_isBuffered && batch.Length > 0)
            {
                _replay.Add(batch);
                _isBuffered = true;
            }

            // A rotation may have happened between the check and the write.
            var state = output.Check(reopen: false);
            Apply(state, batch);
            if (state is AuditOutputState.Confirmed or AuditOutputState.Pending)
            {
                Sync(batch);
                return true;
            }
        }
    }

    /// <summary>After a failed fsync the written pages may be lost, although a second one succeeds: the whole batch is written again.</summary>
    private void Sync(ReadOnlySpan<byte> batch)
    {
        if (!syncs || batch.IsEmpty)
        {
            return;
        }

        try
        {
            output.Sync();
        }
        catch
        {
            _sent = 0;
            throw;
        }
    }

    private bool Send(ReadOnlySpan<byte> lines, ref int sent)
    {
        while (sent < lines.Length)
        {
            var taken = output.Write(lines[sent..]);
            if (taken == 0)
            {
                return false;
            }

            sent += taken;
            Volatile.Write(ref _progress, time.GetTimestamp());
        }

        return true;
    }

    private void Apply(AuditOutputState state, ReadOnlySpan<byte> batch)
    {
        switch (state)
        {
            case AuditOutputState.Confirmed when _repeat.Length == 0:
                _replay.Confirm();
                break;
            case AuditOutputState.Moved:
                Repeat([], onlyUnconfirmed: true, AuditReplayBuffer.MaxBytes, batch);
                Log.OutputMoved(logger, _repeat.Length);
                break;
            case AuditOutputState.Lost:
                Repeat([], onlyUnconfirmed: false, AuditReplayBuffer.MaxBytes, batch);
                Log.OutputLost(logger, _repeat.Length);
                break;
            case AuditOutputState.ReaderChanged:
                Repeat(RestOfLine(batch), onlyUnconfirmed: false, MaxRepeatedToReader, batch);
                Log.ReaderChanged(logger, _repeat.Length);
                break;
        }
    }

    /// <summary>Schedules lines to be repeated before the batch continues. The batch restarts unless it is already in the replay buffer.</summary>
    private void Repeat(ReadOnlySpan<byte> first, bool onlyUnconfirmed, int maxBytes, ReadOnlySpan<byte> batch)
    {
        _repeat = [.. first, .. _replay.TakeForReplay(onlyUnconfirmed, maxBytes)];
        _repeatSent = 0;
        _sent = _isBuffered ? batch.Length : 0;
    }

    /// <summary>The rest of a partially written line; empty when there is none.</summary>
    private ReadOnlySpan<byte> RestOfLine(ReadOnlySpan<byte> batch)
    {
        var isRepeating = _repeatSent < _repeat.Length;
        var lines = isRepeating ? _repeat : batch;
        var sent = isRepeating ? _repeatSent : _sent;
        if (sent == 0 || sent == lines.Length || lines[sent - 1] == (byte)'\n')
        {
            return [];
        }

        return lines[sent..(sent + lines[sent..].IndexOf((byte)'\n') + 1)];
    }
}
