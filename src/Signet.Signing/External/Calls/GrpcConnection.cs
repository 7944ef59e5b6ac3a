using System.Buffers;
using System.Net.Sockets;
using Grpc.Core;
using Signet.Signing.External.Http2;

namespace Signet.Signing.External.Calls;

/// <summary>
/// A connection for unary gRPC calls: HTTP/2 without TLS on a Unix domain socket (RFC 9113, section 3.3). All calls share it; their frames are collected
/// while a write is in progress, and sent by the next one. Safe for concurrent use.
/// </summary>
internal sealed class GrpcConnection : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Larger than the largest frame.</summary>
    private const int ReadBufferBytes = 64 * 1024;

    /// <summary>
    /// With more calls in flight a call does not write itself: the pool does, after the other work that is ready, so that one write has the frames of many
    /// calls.
    /// </summary>
    private const int MaxDirectWriters = 2;

    /// <summary>The accuracy of deadlines.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _endPoint;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly StreamSet _streams;
    private readonly FrameOutput _output;
    private readonly FrameReceiver _receiver;
    private readonly Lock _lock = new();
    private bool _isOpen;
    private bool _isClosed;
    private bool _isTimed;

    private GrpcConnection(UnixDomainSocketEndPoint endPoint, TimeProvider time, uint firstId)
    {
        (_endPoint, _time, _streams) = (endPoint, time, new StreamSet(firstId));
        _output = new FrameOutput(_socket, _lock);
        _receiver = new FrameReceiver(_streams, _output);
        _timer = time.CreateTimer(_ => EndExpired(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether new calls need another connection.</summary>
    private bool IsRetired => _isClosed || _receiver.IsDraining || _streams.IsExhausted;

    /// <summary>Begins to connect. The call is sent when the connection is open, and fails when it cannot be opened.</summary>
    /// <param name="endPoint">The socket.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="first">The first call.</param>
    /// <param name="firstId">The id of the first stream.</param>
    public static GrpcConnection Open(UnixDomainSocketEndPoint endPoint, TimeProvider time, GrpcCall first, uint firstId = 1)
    {
        var connection = new GrpcConnection(endPoint, time, firstId);
        connection.TryStart(first);
        _ = connection.RunAsync();
        return connection;
    }

    /// <summary>Starts a call; false when it needs another connection.</summary>
    public bool TryStart(GrpcCall call)
    {
        bool isBusy;
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            call.Connection = this;
            _streams.Add(call, _isOpen ? _output.Writer : null);
            if (!_isTimed)
            {
                _isTimed = _timer.Change(CheckInterval, CheckInterval);
            }

            if (!_isOpen || !_output.TryBeginFlush())
            {
                return true;
            }

            isBusy = _streams.StartedCount > MaxDirectWriters;
        }

        if (isBusy)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            _ = FlushAsync();
        }

        return true;
    }

    /// <summary>Cancels a call; no effect after its end.</summary>
    public void Cancel(GrpcCall call)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _receiver.End(call, GrpcAnswer.Failed(StatusCode.Cancelled, "the call was cancelled"), isEndOfPeer: false);
            if (!FinishStep())
            {
                return;
            }
        }

        _ = FlushAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => Close(new Status(StatusCode.Cancelled, "the client is disposed"));

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    /// <summary>Closes the connection, and ends its calls.</summary>
    private void Close(in Status reason)
    {
        List<GrpcCall> calls;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            calls = _streams.Where(_ => true);
            calls.ForEach(call => _streams.Remove(call));
        }

        _timer.Dispose();
        _socket.Dispose();
        foreach (var call in calls)
        {
            // A call that waited for an open connection can use the next one. The failure to open one is an answer, because the next would fail, too.
            call.TrySetResult(call.StreamId == 0 && _isOpen ? GrpcAnswer.Unprocessed : new GrpcAnswer(null, reason));
        }
    }

    private async Task RunAsync()
    {
        Status end;
        try
        {
            await _socket.ConnectAsync(_endPoint).ConfigureAwait(false);
            Begin();
            await ReadAllAsync().ConfigureAwait(false);
            end = new Status(StatusCode.Unavailable, "the connection was closed");
        }
        catch (Http2Exception exception)
        {
            end = new Status(StatusCode.Internal, $"{exception.Error}: {exception.Message}", exception);
            SendGoAway(exception.Error);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            end = new Status(StatusCode.Unavailable, exception.Message, exception);
        }

        Close(end);
    }

    /// <summary>Sends the preface and the calls that have waited for the connection.</summary>
    private void Begin()
    {
        lock (_lock)
        {
            _output.Writer.Write(FrameWriter.Preface);
            FrameWriter.WriteSettings(
                _output.Writer,
                (SettingId.HeaderTableSize, 0u),
                (SettingId.EnablePush, 0u),
                (SettingId.InitialWindowSize, FrameReceiver.StreamWindow));
            FrameWriter.WriteWindowUpdate(_output.Writer, FrameReceiver.ConnectionWindow);
            _isOpen = true;
            if (!FinishStep())
            {
                return;
            }
        }

        _ = FlushAsync();
    }

    private async Task ReadAllAsync()
    {
        var (buffer, length) = (new byte[ReadBufferBytes], 0);
        while (true)
        {
            var read = await _socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            length += read;
            var used = Receive(buffer.AsSpan(0, length), out var mustFlush);
            if (mustFlush)
            {
                _ = FlushAsync();
            }

            length -= used;
            buffer.AsSpan(used, length).CopyTo(buffer);
        }
    }

    /// <summary>Handles the complete frames of the input; the number of their bytes.</summary>
    private int Receive(ReadOnlySpan<byte> input, out bool mustFlush)
    {
        var rest = input;
        lock (_lock)
        {
            while (!_isClosed && Frame.TryRead(ref rest, out var frame))
            {
                _receiver.Receive(frame);
            }

            mustFlush = FinishStep();
        }

        return input.Length - rest.Length;
    }

    private void EndExpired()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            var now = _time.GetTimestamp();
            foreach (var call in _streams.Where(call => call.Deadline <= now))
            {
                _receiver.End(call, GrpcAnswer.Expired, isEndOfPeer: false);
            }

            if (_streams.IsEmpty)
            {
                _isTimed = !_timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            if (!FinishStep())
            {
                return;
            }
        }

        _ = FlushAsync();
    }

    /// <summary>After a change of the calls, within the lock: sends what waits, and closes a retired connection without calls. Whether to flush.</summary>
    private bool FinishStep()
    {
        if (_isClosed || !_isOpen)
        {
            return false;
        }

        _streams.Pump(_output.Writer);
        if (!IsRetired)
        {
            return _output.TryBeginFlush();
        }

        foreach (var call in _streams.Where(call => call.StreamId == 0))
        {
            _receiver.End(call, GrpcAnswer.Unprocessed, isEndOfPeer: false);
        }

        if (_streams.IsEmpty)
        {
            _socket.Dispose(); // ends the loop that reads
        }

        return _output.TryBeginFlush();
    }

    private async Task FlushAsync()
    {
        try
        {
            await _output.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Close(new Status(StatusCode.Unavailable, exception.Message, exception));
        }
    }

    /// <summary>Tells the peer its fault, if that is possible at once.</summary>
    private void SendGoAway(Http2Error error)
    {
        lock (_lock)
        {
            FrameWriter.WriteGoAway(_output.Writer, error);
            if (!_output.TryBeginFlush())
            {
                return;
            }
        }

        _ = FlushAsync();
    }
}
