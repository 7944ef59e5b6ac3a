using Grpc.Core;
using Signet.Signing.External.Calls;
using Signet.Signing.External.Http2;
using Signet.Testing;

namespace Signet.Tests.Signing.External.Calls;

/// <summary>A peer that violates the protocol or a limit: its calls fail, the connection is closed, and the next call uses another one.</summary>
public sealed class GrpcClientFaultTests : IDisposable
{
    private static readonly byte[] Head = RequestHead.Encode("/v1.Test/Call");

    private readonly TemporaryFolder _folder = new();
    private readonly RawPeer _peer;
    private readonly GrpcClient _client;

    public GrpcClientFaultTests()
    {
        _peer = new RawPeer(_folder.File("s"));
        _client = new GrpcClient(_peer.EndPoint, TimeProvider.System);
    }

    public void Dispose()
    {
        _client.Dispose();
        _peer.Dispose();
        _folder.Dispose();
    }

    /// <summary>What is sent after a request on stream 1, in frames in hexadecimal, and the error that the client reports.</summary>
    public static TheoryData<string, string> Violations { get; } = new()
    {
        { Frame(FrameType.Data, 0, 0, 1), "ProtocolError" },
        { Frame(FrameType.Data, 0, 3, 1), "idle stream 3" },
        { Frame(FrameType.Data, 0, 2, 1), "idle stream 2" },
        { Frame(FrameType.Data, FrameFlags.Padded, 1), "padding" },
        { Frame(FrameType.Data, FrameFlags.Padded, 1, 2, 1), "padding" },
        { Frame(FrameType.Headers, FrameFlags.EndHeaders, 0, 0x88), "ProtocolError" },
        { Frame(FrameType.Headers, FrameFlags.EndHeaders, 5, 0x88), "idle stream 5" },
        { Frame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.Priority, 1, 1, 2), "padding" },
        { Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, 0xbe), "CompressionError" },
        { Frame(FrameType.Headers, 0, 1, 0x88) + Frame(FrameType.Data, 0, 1, 1), "interrupted" },
        { Frame(FrameType.Headers, 0, 1, 0x88) + Frame(FrameType.Continuation, FrameFlags.EndHeaders, 3), "interrupted" },
        { Frame(FrameType.Continuation, FrameFlags.EndHeaders, 1, 0x88), "ProtocolError" },
        { Frame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, 0, 0, 0, 2, 0x88), "PUSH_PROMISE" },
        { Frame(FrameType.ResetStream, 0, 1, 0, 0, 0), "FrameSizeError" },
        { Frame(FrameType.ResetStream, 0, 7, 0, 0, 0, 0), "idle stream 7" },
        { Frame(FrameType.Settings, 0, 0, 1), "FrameSizeError" },
        { Frame(FrameType.Settings, FrameWriter.Ack, 0, 0, 3, 0, 0, 0, 1), "FrameSizeError" },
        { Frame(FrameType.Settings, 0, 1), "ProtocolError" },
        { Frame(FrameType.Settings, 0, 0, 0, 4, 0x80, 0, 0, 0), "FlowControlError" },
        { Frame(FrameType.Settings, 0, 0, 0, 5, 0, 0, 0x3f, 0xff), "SETTINGS_MAX_FRAME_SIZE" },
        { Frame(FrameType.Ping, 0, 0, 1), "FrameSizeError" },
        { Frame(FrameType.Ping, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8), "ProtocolError" },
        { Frame(FrameType.GoAway, 0, 0, 0, 0, 0, 0), "FrameSizeError" },
        { Frame(FrameType.WindowUpdate, 0, 0, 0, 0, 0, 0), "extended by 0" },
        { Frame(FrameType.WindowUpdate, 0, 1, 0, 0, 0, 0), "extended by 0" },
        { Frame(FrameType.WindowUpdate, 0, 0, 0x7f, 0xff, 0xff, 0xff), "FlowControlError" },
        { Frame(FrameType.WindowUpdate, 0, 1, 0x7f, 0xff, 0xff, 0xff), "extended by 2147483647" },
        { "004001000000000001", "FrameSizeError" },
        { Convert.ToHexString("HTTP/1.1 400 Bad Request\r\n\r\n"u8), "FrameSizeError" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Call_Violation_FailsAndTheNextCallSucceeds(string frames, string says)
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        await connection.ReadRequestAsync();
        await connection.SendRawAsync(Convert.FromHexString(frames));

        var answer = await call;

        Assert.Equal(StatusCode.Internal, answer.Status.StatusCode);
        Assert.Contains(says, answer.Status.Detail, StringComparison.Ordinal);
        if (says.StartsWith("extended by", StringComparison.Ordinal) && frames[17] == '1')
        {
            await connection.ReadAsync(FrameType.ResetStream); // a fault of the stream: the connection stays
            return;
        }

        Assert.NotEqual(Http2Error.NoError, await connection.ReadToEndAsync());
        await SucceedAsync();
    }

    [Fact]
    public async Task Call_FirstFrameIsNotSettings_Fails()
    {
        var call = Call();
        using var connection = await _peer.AcceptRawAsync();
        await connection.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);

        Assert.Contains("the first frame is not SETTINGS", (await call).Status.Detail, StringComparison.Ordinal);
        await connection.ReadPrefaceAsync();
        Assert.NotEqual(Http2Error.NoError, await connection.ReadToEndAsync());
        await SucceedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(12)]
    public async Task Call_PeerClosesWithinAFrame_Unavailable(int length)
    {
        var call = Call();
        using (var connection = await _peer.AcceptAsync())
        {
            await connection.ReadRequestAsync();
            await connection.SendRawAsync(Convert.FromHexString(Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, RawConnection.Headers))[..length]);
        }

        Assert.Equal(StatusCode.Unavailable, (await call).Status.StatusCode);
        await SucceedAsync();
    }

    [Fact]
    public async Task Call_RandomBytes_FailsAndTheNextCallSucceeds()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var call = Call();
            using (var connection = await _peer.AcceptAsync())
            {
                await connection.ReadRequestAsync();
                var garbage = new byte[random.Next(Signet.Signing.External.Http2.Frame.HeaderBytes, 3000)];
                random.NextBytes(garbage);
                garbage[0] = (byte)(garbage[0] | 0x80); // a frame that is too large
                await connection.SendRawAsync(garbage);
                Assert.Equal(StatusCode.Internal, (await call).Status.StatusCode);
            }
        }

        await SucceedAsync();
    }

    [Theory]
    [InlineData(nameof(FrameType.Ping), 8)]
    [InlineData(nameof(FrameType.Settings), 0)]
    public async Task Call_Flood_Fails(string name, int length)
    {
        var type = Enum.Parse<FrameType>(name);
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        await connection.ReadRequestAsync();
        try
        {
            await connection.SendAsync(output =>
            {
                for (var i = 0; i < 100_000; i++)
                {
                    FrameWriter.Write(output, type, FrameFlags.None, 0, new byte[length]);
                }
            });
        }
        catch (IOException)
        {
            // The client has closed the connection meanwhile.
        }

        Assert.Contains($"EnhanceYourCalm: the peer sends too many {type} frames", (await call).Status.Detail, StringComparison.Ordinal);
        await SucceedAsync();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task Call_EndlessHeaderBlock_Fails(int part)
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        var id = await connection.ReadRequestAsync();
        await connection.SendAsync(FrameType.Headers, FrameFlags.None, id, 0x88);
        try
        {
            await connection.SendAsync(output =>
            {
                for (var i = 0; i < 10_000; i++)
                {
                    FrameWriter.Write(output, FrameType.Continuation, FrameFlags.None, id, new byte[part]);
                }
            });
        }
        catch (IOException)
        {
            // The client has closed the connection meanwhile.
        }

        Assert.Contains("a header block has more than 32768 bytes", (await call).Status.Detail, StringComparison.Ordinal);
        await SucceedAsync();
    }

    [Fact]
    public async Task Call_NobodyListens_UnavailableWithTheErrorOfTheSocket()
    {
        _peer.Dispose();

        var answer = await Call();

        Assert.Equal(StatusCode.Unavailable, answer.Status.StatusCode);
        Assert.IsType<System.Net.Sockets.SocketException>(answer.Status.DebugException);
    }

    /// <summary>Messages of the max size fill the window of the connection: it is extended.</summary>
    [Fact]
    public async Task Call_LargeAnswers_WindowIsExtended()
    {
        var part = new byte[Signet.Signing.External.Http2.Frame.MaxPayloadBytes];
        RawConnection? connection = null;
        for (var i = 0; i < 4; i++)
        {
            var call = Call();
            connection ??= await _peer.AcceptAsync();
            var id = await connection.ReadRequestAsync();
            await connection.SendAsync(FrameType.Headers, FrameFlags.EndHeaders, id, RawConnection.Headers);
            await connection.SendAsync(FrameType.Data, FrameFlags.None, id, 0, 0, 0x40, 0, 0); // 4 MiB
            for (var sent = 0; sent < GrpcMessage.MaxBytes; sent += part.Length)
            {
                await connection.SendAsync(FrameType.Data, FrameFlags.None, id, part);
            }

            await connection.SendAsync(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, id, RawConnection.Trailers);
            Assert.Equal(GrpcMessage.MaxBytes, (await call).Message!.Length);
        }

        var next = Call();
        var update = await connection!.ReadAsync(FrameType.WindowUpdate);
        Assert.Equal(0u, update.StreamId);
        Assert.InRange(Signet.Signing.External.Http2.Frame.ReadUInt31(update.Payload), FrameReceiver.ConnectionWindow / 2, FrameReceiver.ConnectionWindow);
        await connection.AnswerAsync(await connection.ReadRequestAsync(), 1);
        Assert.Equal([1], (await next).Message);
        connection.Dispose();
    }

    private static string Frame(FrameType type, FrameFlags flags, uint streamId, params byte[] payload)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        FrameWriter.Write(output, type, flags, streamId, payload);
        return Convert.ToHexString(output.WrittenSpan);
    }

    private async Task SucceedAsync()
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        await connection.AnswerAsync(await connection.ReadRequestAsync(), 1);
        Assert.Equal([1], (await call).Message);
    }

    private Task<GrpcAnswer> Call() =>
        _client.CallAsync(Head, GrpcMessage.Allocate(0), Patience.Limit, TestContext.Current.CancellationToken).AsTask();
}
