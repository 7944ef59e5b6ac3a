using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Signet.Signing.External.Http2;
using Signet.Testing;
using Signet.Tests.Signing.External.Hpack;

namespace Signet.Tests.Signing.External.Calls;

/// <summary>A connection of a client, at the end of the server. Disposing it closes it.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>The headers of a successful response.</summary>
    public static byte[] Headers { get; } = [0x88, .. HpackLiteral.Encode("content-type", "application/grpc")];

    /// <summary>The trailers of a successful response.</summary>
    public static byte[] Trailers { get; } = HpackLiteral.Encode("grpc-status", "0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Reads the first bytes of the client.</summary>
    public async Task ReadPrefaceAsync()
    {
        var preface = new byte[FrameWriter.Preface.Length];
        await _stream.ReadExactlyAsync(preface, Cancellation);
        Assert.True(FrameWriter.Preface.SequenceEqual(preface));
    }

    /// <summary>Sends bytes.</summary>
    public Task SendRawAsync(byte[] bytes) => _stream.WriteAsync(bytes, Cancellation).AsTask();

    /// <summary>Sends frames at once.</summary>
    public Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return SendRawAsync(output.WrittenSpan.ToArray());
    }

    /// <summary>Sends a frame.</summary>
    public Task SendAsync(FrameType type, FrameFlags flags, uint streamId, params byte[] payload) =>
        SendAsync(output => FrameWriter.Write(output, type, flags, streamId, payload));

    /// <summary>Sends a number as the payload of a frame.</summary>
    public Task SendNumberAsync(FrameType type, uint streamId, params uint[] numbers)
    {
        var payload = new byte[sizeof(uint) * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(sizeof(uint) * i), numbers[i]);
        }

        return SendAsync(type, FrameFlags.None, streamId, payload);
    }

    /// <summary>Sends a successful response.</summary>
    public Task AnswerAsync(uint streamId, params byte[] message) => SendAsync(output =>
    {
        FrameWriter.Write(output, FrameType.Headers, FrameFlags.EndHeaders, streamId, Headers);
        FrameWriter.Write(output, FrameType.Data, FrameFlags.None, streamId, [0, 0, 0, 0, (byte)message.Length, .. message]);
        FrameWriter.Write(output, FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, streamId, Trailers);
    });

    /// <summary>The next frame; null when the client has closed the connection.</summary>
    public async Task<ReceivedFrame?> ReadAsync()
    {
        try
        {
            var header = new byte[Frame.HeaderBytes];
            var reading = _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, Cancellation).AsTask();
            if (await reading.WaitAsync(Patience.Limit, Cancellation) < header.Length)
            {
                return null;
            }

            var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
            await _stream.ReadExactlyAsync(payload, Cancellation);
            return new ReceivedFrame((FrameType)header[3], (FrameFlags)header[4], Frame.ReadUInt31(header.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null; // it was closed with unread bytes
        }
    }

    /// <summary>The next frame of a type; those before it are skipped.</summary>
    public async Task<ReceivedFrame> ReadAsync(FrameType type)
    {
        while (true)
        {
            var frame = await ReadAsync() ?? throw new InvalidOperationException($"the client has closed the connection before a frame of type {type}");
            if (frame.Type == type)
            {
                return frame;
            }
        }
    }

    /// <summary>Reads a whole request; the id of its stream.</summary>
    public async Task<uint> ReadRequestAsync()
    {
        var id = (await ReadAsync(FrameType.Headers)).StreamId;
        while (!(await ReadAsync(FrameType.Data)).EndsStream)
        {
        }

        return id;
    }

    /// <summary>Reads until the client closes the connection; the error of its GOAWAY frame, when it has sent one.</summary>
    public async Task<Http2Error?> ReadToEndAsync()
    {
        Http2Error? error = null;
        while (await ReadAsync() is { } frame)
        {
            error = frame.Type == FrameType.GoAway ? (Http2Error)Frame.ReadUInt31(frame.Payload.AsSpan(4)) : error;
        }

        return error;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
