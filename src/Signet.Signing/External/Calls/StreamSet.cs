using System.Buffers;
using Signet.Signing.External.Http2;

namespace Signet.Signing.External.Calls;

/// <summary>
/// The calls of a connection: those with a stream, and those that wait for the limits of the peer (concurrent streams, flow control). Guarded by the
/// lock of the connection.
/// </summary>
/// <param name="firstId">The id of the first stream: an odd number.</param>
internal sealed class StreamSet(uint firstId)
{
    private const uint MaxId = 0x7fff_ffff;
    private const long MaxWindow = 0x7fff_ffff;

    private readonly Dictionary<uint, GrpcCall> _started = [];

    /// <summary>The calls whose request is not sent completely, in the order in which they are sent.</summary>
    private readonly List<GrpcCall> _unsent = [];

    private long _window = 65_535;
    private long _initialWindow = 65_535;
    private uint _maxStreams = uint.MaxValue;
    private uint _nextId = firstId;

    /// <summary>The number of calls with a stream.</summary>
    public int StartedCount => _started.Count;

    /// <summary>Whether there is no call.</summary>
    public bool IsEmpty => _started.Count == 0 && _unsent.Count == 0;

    /// <summary>Whether all ids are used: the connection cannot begin another stream (RFC 9113, section 5.1.1).</summary>
    public bool IsExhausted => _nextId > MaxId;

    /// <summary>Adds a call, and sends what the limits allow.</summary>
    /// <param name="call">The call.</param>
    /// <param name="output">The frames to send; null before the connection is open.</param>
    public void Add(GrpcCall call, IBufferWriter<byte>? output)
    {
        if (output is null || _unsent.Count > 0 || !TrySend(call, output))
        {
            _unsent.Add(call);
        }
    }

    /// <summary>Sends what the limits allow.</summary>
    public void Pump(IBufferWriter<byte> output)
    {
        if (_unsent.Count > 0)
        {
            _unsent.RemoveAll(call => TrySend(call, output));
        }
    }

    /// <summary>The call of a stream; null when it has ended.</summary>
    public GrpcCall? Find(uint streamId) => _started.GetValueOrDefault(streamId);

    /// <summary>Whether a stream was begun, so that frames of it may arrive also after its end.</summary>
    public bool WasStarted(uint streamId) => streamId < _nextId && (streamId & 1) == 1;

    /// <summary>Removes a call; false when it has ended before.</summary>
    public bool Remove(GrpcCall call)
    {
        var isWaiting = !call.IsSent && _unsent.Remove(call);
        return call.StreamId == 0 ? isWaiting : _started.Remove(call.StreamId);
    }

    /// <summary>The calls that fulfil a condition.</summary>
    public List<GrpcCall> Where(Func<GrpcCall, bool> condition) =>
        [.. _started.Values.Where(condition), .. _unsent.Where(call => call.StreamId == 0 && condition(call))];

    /// <summary>The peer accepts more bytes, on the connection (0) or on a stream.</summary>
    /// <exception cref="Http2Exception">The window of the connection becomes too large.</exception>
    /// <returns>False when the window of the stream becomes too large.</returns>
    public bool TryWiden(uint streamId, uint increment)
    {
        if (streamId == 0)
        {
            _window += increment;
            return _window <= MaxWindow ? true : throw new Http2Exception(Http2Error.FlowControlError, "the window of the connection is too large");
        }

        if (Find(streamId) is not { } call)
        {
            return true;
        }

        call.Window += increment;
        return call.Window <= MaxWindow;
    }

    /// <summary>Applies a setting of the peer.</summary>
    /// <exception cref="Http2Exception">The value is invalid.</exception>
    public void Apply(SettingId id, uint value)
    {
        switch (id)
        {
            case SettingId.MaxConcurrentStreams:
                _maxStreams = value;
                break;
            case SettingId.InitialWindowSize:
                SetInitialWindow(value);
                break;
            case SettingId.MaxFrameSize when value is < Frame.MaxPayloadBytes or > 0xff_ffff:
                throw new Http2Exception(Http2Error.ProtocolError, $"SETTINGS_MAX_FRAME_SIZE is {value}");
        }
    }

    private void SetInitialWindow(uint value)
    {
        var difference = value - _initialWindow;
        _initialWindow = value;
        foreach (var call in _started.Values)
        {
            call.Window += difference;
        }

        if (value > MaxWindow || _started.Values.Any(call => call.Window > MaxWindow))
        {
            throw new Http2Exception(Http2Error.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE is {value}");
        }
    }

    /// <summary>Sends what the limits allow; whether the request is sent completely.</summary>
    private bool TrySend(GrpcCall call, IBufferWriter<byte> output)
    {
        if (call.StreamId == 0)
        {
            if (_started.Count >= _maxStreams || IsExhausted)
            {
                return false;
            }

            (call.StreamId, call.Window) = (_nextId, _initialWindow);
            _nextId += 2;
            _started.Add(call.StreamId, call);
            FrameWriter.Write(output, FrameType.Headers, FrameFlags.EndHeaders, call.StreamId, call.Head);
        }

        while (!call.IsSent)
        {
            var length = (int)Math.Min(Math.Min(call.Body.Length - call.Sent, Frame.MaxPayloadBytes), Math.Min(_window, call.Window));
            if (length <= 0)
            {
                return false;
            }

            var part = call.Body.AsSpan(call.Sent, length);
            call.Sent += length;
            call.Window -= length;
            _window -= length;
            FrameWriter.Write(output, FrameType.Data, call.IsSent ? FrameFlags.EndStream : FrameFlags.None, call.StreamId, part);
        }

        return true;
    }
}
