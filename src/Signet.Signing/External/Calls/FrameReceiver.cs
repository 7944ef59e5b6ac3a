using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;
using Signet.Signing.External.Http2;

namespace Signet.Signing.External.Calls;

/// <summary>Handles the frames that a client receives. Guarded by the lock of the connection.</summary>
/// <param name="streams">The calls of the connection.</param>
/// <param name="output">Gets the frames that answer those of the peer.</param>
internal sealed class FrameReceiver(StreamSet streams, FrameOutput output)
{
    /// <summary>How much a peer may send on a stream: a message of the max size, with its prefix. A stream's window is never extended.</summary>
    public const uint StreamWindow = GrpcMessage.MaxBytes + GrpcMessage.PrefixBytes;

    /// <summary>How much a peer may send on the connection beyond what was received.</summary>
    public const uint ConnectionWindow = 4 * StreamWindow;

    /// <summary>The max size of a header block, with 9 bytes for each of its frames.</summary>
    private const int MaxBlockBytes = 32 * 1024;

    private const int SettingBytes = 6;
    private const int PingBytes = 8;

    private readonly ResponseHeads _heads = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private uint _blockStream;
    private bool _blockEndsStream;
    private int _blockBytes;
    private bool _hasSettings;
    private uint _consumed;

    /// <summary>Whether the peer has announced the end of the connection: new calls need another one.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Handles a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="Http2Exception">The peer violates the protocol or a limit.</exception>
    public void Receive(in Frame frame)
    {
        if (!_hasSettings && (frame.Type != FrameType.Settings || frame.IsAck))
        {
            throw Violation("the first frame is not SETTINGS");
        }

        if (_blockStream != 0 && (frame.Type != FrameType.Continuation || frame.StreamId != _blockStream))
        {
            throw Violation("a header block is interrupted");
        }

        switch (frame.Type)
        {
            case FrameType.Data:
                OnData(frame);
                break;
            case FrameType.Headers:
                frame.RequireStream(true);
                (_blockStream, _blockEndsStream) = (frame.StreamId, frame.EndsStream);
                OnBlock(frame.Content(), frame.EndsHeaders);
                break;
            case FrameType.Continuation:
                frame.RequireStream(_blockStream != 0);
                OnBlock(frame.Payload, frame.EndsHeaders);
                break;
            case FrameType.ResetStream:
                OnReset(frame);
                break;
            case FrameType.Settings:
                OnSettings(frame);
                break;
            case FrameType.PushPromise:
                throw Violation("PUSH_PROMISE is disabled");
            case FrameType.Ping:
                OnPing(frame);
                break;
            case FrameType.GoAway:
                OnGoAway(frame);
                break;
            case FrameType.WindowUpdate:
                OnWindowUpdate(frame);
                break;
        }
    }

    /// <summary>Ends a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">Its end.</param>
    /// <param name="isEndOfPeer">Whether the peer has sent all of the response.</param>
    public void End(GrpcCall call, in GrpcAnswer answer, bool isEndOfPeer)
    {
        if (!streams.Remove(call))
        {
            return;
        }

        if (call.StreamId != 0 && !(isEndOfPeer && call.IsSent))
        {
            FrameWriter.WriteReset(output.Writer, call.StreamId, Http2Error.Cancel);
        }

        call.TrySetResult(answer);
    }

    private static Http2Exception Violation(string fault) => new(Http2Error.ProtocolError, fault);

    private static StatusCode CodeOf(Http2Error error) => error switch
    {
        Http2Error.Cancel => StatusCode.Cancelled,
        Http2Error.EnhanceYourCalm => StatusCode.ResourceExhausted,
        Http2Error.InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private GrpcCall? Find(in Frame frame)
    {
        frame.RequireStream(true);
        var call = streams.Find(frame.StreamId);
        return call is null && !streams.WasStarted(frame.StreamId) ? throw Violation($"a frame of type {frame.Type} is on the idle stream {frame.StreamId}") : call;
    }

    private void OnData(in Frame frame)
    {
        // Frames of cancelled calls count, too (RFC 9113, section 5.1).
        _consumed += (uint)frame.Payload.Length;
        if (_consumed >= ConnectionWindow / 2)
        {
            FrameWriter.WriteWindowUpdate(output.Writer, _consumed);
            _consumed = 0;
        }

        var call = Find(frame);
        var content = frame.Content();
        if (call?.ReadData(content, frame.EndsStream) is { } answer)
        {
            End(call, answer, frame.EndsStream);
        }
    }

    private void OnBlock(ReadOnlySpan<byte> part, bool isComplete)
    {
        _blockBytes += Frame.HeaderBytes + part.Length;
        if (_blockBytes > MaxBlockBytes)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, $"a header block has more than {MaxBlockBytes} bytes");
        }

        if (!isComplete || _block.WrittenCount > 0)
        {
            _block.Write(part);
        }

        if (isComplete)
        {
            OnHeaders(_block.WrittenCount > 0 ? _block.WrittenSpan : part);
            _block.ResetWrittenCount();
            (_blockStream, _blockBytes) = (0, 0);
        }
    }

    private void OnHeaders(ReadOnlySpan<byte> block)
    {
        if (streams.Find(_blockStream) is not { } call)
        {
            if (!streams.WasStarted(_blockStream))
            {
                throw Violation($"a header block is on the idle stream {_blockStream}");
            }

            return;
        }

        if (call.ReadHead(_heads.Read(block), _blockEndsStream) is { } answer)
        {
            End(call, answer, _blockEndsStream);
        }
    }

    private void OnReset(in Frame frame)
    {
        frame.RequireSize(frame.Payload.Length == 4);
        if (Find(frame) is not { } call || !streams.Remove(call))
        {
            return;
        }

        var error = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(frame.Payload);
        call.TrySetResult(error == Http2Error.RefusedStream ? GrpcAnswer.Unprocessed : GrpcAnswer.Failed(CodeOf(error), $"the stream was reset: {error}"));
    }

    private void OnSettings(in Frame frame)
    {
        frame.RequireStream(false);
        frame.RequireSize(frame.IsAck ? frame.Payload.IsEmpty : frame.Payload.Length % SettingBytes == 0);
        _hasSettings = true;
        if (frame.IsAck)
        {
            return;
        }

        for (var rest = frame.Payload; !rest.IsEmpty; rest = rest[SettingBytes..])
        {
            streams.Apply((SettingId)BinaryPrimitives.ReadUInt16BigEndian(rest), BinaryPrimitives.ReadUInt32BigEndian(rest[2..]));
        }

        output.Acknowledge(frame.Type, []);
    }

    private void OnPing(in Frame frame)
    {
        frame.RequireStream(false);
        frame.RequireSize(frame.Payload.Length == PingBytes);
        if (!frame.IsAck)
        {
            output.Acknowledge(frame.Type, frame.Payload);
        }
    }

    /// <summary>The peer processes no more than the streams up to an id (RFC 9113, section 6.8).</summary>
    private void OnGoAway(in Frame frame)
    {
        frame.RequireStream(false);
        frame.RequireSize(frame.Payload.Length >= 8);
        IsDraining = true;
        var last = Frame.ReadUInt31(frame.Payload);
        foreach (var call in streams.Where(call => call.StreamId == 0 || call.StreamId > last))
        {
            streams.Remove(call);
            call.TrySetResult(GrpcAnswer.Unprocessed);
        }
    }

    private void OnWindowUpdate(in Frame frame)
    {
        frame.RequireSize(frame.Payload.Length == 4);
        var call = frame.StreamId == 0 ? null : Find(frame);
        var increment = Frame.ReadUInt31(frame.Payload);
        if (increment == 0 && frame.StreamId == 0)
        {
            throw Violation("the window of the connection is extended by 0");
        }

        if (!streams.TryWiden(frame.StreamId, increment) || (increment == 0 && call is not null))
        {
            End(call!, GrpcAnswer.Failed(StatusCode.Internal, $"the window of the stream is extended by {increment}"), false);
        }
    }
}
