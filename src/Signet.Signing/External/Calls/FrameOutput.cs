using System.Buffers;
using System.Net.Sockets;
using Signet.Signing.External.Http2;

namespace Signet.Signing.External.Calls;

/// <summary>
/// The frames that a connection sends. They are collected while a write is in progress, and sent by the next one, so that one write has the frames of many
/// calls. All members but <see cref="FlushAsync"/> are guarded by the lock of the connection.
/// </summary>
/// <param name="socket">The socket; owned by the connection.</param>
/// <param name="guard">The lock of the connection.</param>
internal sealed class FrameOutput(Socket socket, Lock guard)
{
    /// <summary>The max number of acknowledgements that are not sent yet: a peer sends one frame that needs one, and then waits.</summary>
    private const int MaxUnsentAcks = 1000;

    /// <summary>A larger buffer is not kept.</summary>
    private const int MaxKeptBytes = 256 * 1024;

    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _spare = new();
    private int _unsentAcks;
    private bool _isFlushing;

    /// <summary>Gets the frames.</summary>
    public IBufferWriter<byte> Writer => _pending;

    /// <summary>Writes an acknowledgement.</summary>
    /// <exception cref="Http2Exception">The peer causes too many of them.</exception>
    public void Acknowledge(FrameType type, ReadOnlySpan<byte> payload)
    {
        if (++_unsentAcks > MaxUnsentAcks)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, $"the peer sends too many {type} frames at once");
        }

        FrameWriter.WriteAck(_pending, type, payload);
    }

    /// <summary>Whether the caller has to flush: there are frames, and no other write is in progress.</summary>
    public bool TryBeginFlush()
    {
        if (_isFlushing || _pending.WrittenCount == 0)
        {
            return false;
        }

        _isFlushing = true;
        return true;
    }

    /// <summary>Sends the frames until there are none. Outside of the lock; only for the caller that <see cref="TryBeginFlush"/> has chosen.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public async ValueTask FlushAsync()
    {
        while (Take() is { } batch)
        {
            for (var rest = batch.WrittenMemory; !rest.IsEmpty;)
            {
                rest = rest[await socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
            }

            batch.ResetWrittenCount();
        }
    }

    private ArrayBufferWriter<byte>? Take()
    {
        lock (guard)
        {
            if (_pending.WrittenCount == 0)
            {
                _isFlushing = false;
                return null;
            }

            var batch = _pending;
            (_pending, _spare) = (_spare.Capacity > MaxKeptBytes ? new ArrayBufferWriter<byte>() : _spare, batch);
            _unsentAcks = 0;
            return batch;
        }
    }
}
