using Microsoft.Extensions.Logging;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Brings batches of lines into an output, each line whole and at least once: continues a line that was written in part, and writes
/// lines again that a rotation or a reader may have lost. Used by one thread at a time.
/// </summary>
internal sealed class AuditDelivery(IAuditOutput output, TimeProvider time, ILogger logger)
{
    /// <summary>What a pipe holds and a reader has taken but not used; more is not written again for a new reader.</summary>
    private const int RepeatedToReader = 128 * 1024;

    private readonly AuditReplayBuffer _tail = new(time);
    private byte[] _repeated = [];
    private int _repeatedSent;
    private int _sent;
    private bool _isKept;
    private long _progress;

    /// <summary>When something was written last, or a batch was begun (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long LastProgress => Volatile.Read(ref _progress);

    /// <summary>Begins with the next batch.</summary>
    public void Begin()
    {
        (_sent, _isKept) = (0, false);
        Volatile.Write(ref _progress, time.GetTimestamp());
    }

    /// <summary>Goes on with a batch of whole lines; an empty one only looks after what was written before.</summary>
    /// <param name="batch">The same batch until it is done.</param>
    /// <param name="reopen">Open the output anew (SIGHUP).</param>
    /// <returns>Whether it is done; false when the output takes nothing at the moment.</returns>
    /// <exception cref="Exception">The output failed. The next call goes on where this one ended.</exception>
    public bool TryDeliver(ReadOnlySpan<byte> batch, bool reopen)
    {
        Apply(output.Check(reopen), batch);
        while (true)
        {
            if (!Send(_repeated, ref _repeatedSent) || !Send(batch, ref _sent))
            {
                return false;
            }

            (_repeated, _repeatedSent) = ([], 0);
            if (!_isKept && batch.Length > 0)
            {
                _tail.Add(batch);
                _isKept = true;
            }

            // A rotation may have come between the check and the write.
            var standing = output.Check(reopen: false);
            Apply(standing, batch);
            if (standing is AuditOutputState.Confirmed or AuditOutputState.Pending)
            {
                return true;
            }
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

    private void Apply(AuditOutputState standing, ReadOnlySpan<byte> batch)
    {
        switch (standing)
        {
            case AuditOutputState.Confirmed when _repeated.Length == 0:
                _tail.Confirm();
                break;
            case AuditOutputState.Moved:
                Repeat([], onlyUnconfirmed: true, AuditReplayBuffer.MaxBytes, batch);
                Log.OutputMoved(logger, _repeated.Length);
                break;
            case AuditOutputState.Lost:
                Repeat([], onlyUnconfirmed: false, AuditReplayBuffer.MaxBytes, batch);
                Log.OutputLost(logger, _repeated.Length);
                break;
            case AuditOutputState.ReaderChanged:
                Repeat(RestOfLine(batch), onlyUnconfirmed: false, RepeatedToReader, batch);
                Log.ReaderChanged(logger, _repeated.Length);
                break;
        }
    }

    /// <summary>What is written before the batch goes on, which then begins anew unless all of it has been kept.</summary>
    private void Repeat(ReadOnlySpan<byte> first, bool onlyUnconfirmed, int maxBytes, ReadOnlySpan<byte> batch)
    {
        _repeated = [.. first, .. _tail.TakeForReplay(onlyUnconfirmed, maxBytes)];
        _repeatedSent = 0;
        _sent = _isKept ? batch.Length : 0;
    }

    /// <summary>What is missing of the line that was written in part; empty when there is none.</summary>
    private ReadOnlySpan<byte> RestOfLine(ReadOnlySpan<byte> batch)
    {
        var isRepeating = _repeatedSent < _repeated.Length;
        var lines = isRepeating ? _repeated : batch;
        var sent = isRepeating ? _repeatedSent : _sent;
        if (sent == 0 || sent == lines.Length || lines[sent - 1] == (byte)'\n')
        {
            return [];
        }

        return lines[sent..(sent + lines[sent..].IndexOf((byte)'\n') + 1)];
    }
}
