using System.Text;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Signet.Signing.External.Calls;
using Signet.Signing.External.Hpack;
using Signet.Signing.External.Http2;
using Signet.Testing;
using Signet.Tests.Signing.External.Hpack;

namespace Signet.Tests.Signing.External.Calls;

/// <summary>Calls to a peer that a test controls frame by frame: what is sent, limits of the peer, and retries.</summary>
public sealed class GrpcClientTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly byte[] Head = RequestHead.Encode("/v1.Test/Call");

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RawPeer _peer;
    private readonly GrpcClient _client;

    public GrpcClientTests()
    {
        _peer = new RawPeer(_folder.File("s"));
        _client = new GrpcClient(_peer.EndPoint, _time);
    }

    public void Dispose()
    {
        _client.Dispose();
        _peer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Call_Answered_RequestHasTheFieldsOfGrpcAndTheMessage()
    {
        var call = Call("hello");
        using var connection = await _peer.AcceptAsync();
        var settings = await connection.ReadAsync(FrameType.Settings);
        var head = await connection.ReadAsync(FrameType.Headers);
        var data = await connection.ReadAsync(FrameType.Data);
        await connection.AnswerAsync(head.StreamId, 1, 2, 3);

        Assert.Equal([1, 2, 3], (await call).Message);
        Assert.Contains("000100000000", Convert.ToHexStringLower(settings.Payload), StringComparison.Ordinal); // no dynamic table
        Assert.Equal(1u, head.StreamId);
        Assert.Equal(FrameFlags.EndHeaders, head.Flags);
        Assert.Equal(
            [":method=POST", ":scheme=http", ":path=/v1.Test/Call", ":authority=localhost", "content-type=application/grpc", "te=trailers", "user-agent=signet"],
            Fields(head.Payload));
        Assert.Equal([0, 0, 0, 0, 5, .. "hello"u8], data.Payload);
        Assert.True(data.EndsStream);
    }

    /// <summary>A server of another implementation: interim headers, Huffman, padding, priority, unknown frames, small parts.</summary>
    [Fact]
    public async Task Call_AnswerInUnusualFrames_IsRead()
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        var id = await connection.ReadRequestAsync();
        await connection.SendAsync(FrameType.Headers, FrameFlags.EndHeaders, id, HpackLiteral.Encode(":status", "103"));
        await connection.SendAsync((FrameType)0xbe, (FrameFlags)0xff, id, 1, 2, 3);
        byte[] headers = [0x20, 0x88, 0x5f, .. HpackLiteral.Encode("x", "application/grpc+proto", isHuffman: true)[3..]];
        await connection.SendAsync(FrameType.Headers, FrameFlags.Padded | FrameFlags.Priority, id, [2, 0, 0, 0, 0, 7, .. headers[..4], 0, 0]);
        await connection.SendAsync(FrameType.Continuation, FrameFlags.None, id);
        await connection.SendAsync(FrameType.Continuation, FrameFlags.EndHeaders, id, headers[4..]);
        foreach (var octet in (byte[])[0, 0, 0, 0, 2, 8, 9])
        {
            await connection.SendAsync(FrameType.Data, FrameFlags.Padded, id, 3, octet, 0, 0, 0);
            await connection.SendAsync(FrameType.Priority, FrameFlags.None, id, 0, 0, 0, 0, 1);
        }

        await connection.SendAsync(
            FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, id, [.. HpackLiteral.Encode("grpc-status", "0", true), .. HpackLiteral.Encode("a", "b")]);

        Assert.Equal([8, 9], (await call).Message);
    }

    [Fact]
    public async Task Call_PingAndSettings_AreAcknowledged()
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        var id = await connection.ReadRequestAsync();
        await connection.SendAsync(FrameType.Ping, FrameFlags.None, 0, 1, 2, 3, 4, 5, 6, 7, 8);
        await connection.SendAsync(FrameType.Ping, FrameWriter.Ack, 0, 1, 2, 3, 4, 5, 6, 7, 8);

        var ping = await connection.ReadAsync(FrameType.Ping);
        Assert.Equal((FrameWriter.Ack, "0102030405060708"), (ping.Flags, Convert.ToHexString(ping.Payload)));
        await connection.SendAsync(output => FrameWriter.WriteSettings(output, (SettingId.MaxConcurrentStreams, 7u)));
        Assert.Equal(FrameWriter.Ack, (await connection.ReadAsync(FrameType.Settings)).Flags);
        await connection.AnswerAsync(id);
        Assert.Empty((await call).Message!);
    }

    [Fact]
    public async Task Call_WindowsOfThePeer_AreNotExceeded()
    {
        var call = Call(new string('x', 100_000));
        using var connection = await _peer.AcceptAsync((SettingId.InitialWindowSize, 70_000));
        var id = (await connection.ReadAsync(FrameType.Headers)).StreamId;

        // The window of the connection, then that of the stream, then the rest.
        Assert.Equal(65_535, await ReadDataAsync(connection, 65_535));
        await connection.SendNumberAsync(FrameType.WindowUpdate, 0, 1_000_000);
        Assert.Equal(70_000 - 65_535, await ReadDataAsync(connection, 70_000 - 65_535));
        await connection.SendAsync(output => FrameWriter.WriteSettings(output, (SettingId.InitialWindowSize, 70_001u)));
        Assert.Equal(1, await ReadDataAsync(connection, 1));
        await connection.SendAsync(output => FrameWriter.WriteSettings(output, (SettingId.InitialWindowSize, 1u)));
        await connection.SendNumberAsync(FrameType.WindowUpdate, id, 70_000);
        await connection.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        Assert.Equal(FrameType.Ping, (await NextAsync(connection)).Type); // the window has become 0 again
        await connection.SendNumberAsync(FrameType.WindowUpdate, id, 1_000_000);
        Assert.Equal(100_005 - 70_001, await ReadDataAsync(connection, 100_005 - 70_001));
        await connection.AnswerAsync(id, 1);

        Assert.Equal([1], (await call).Message);
    }

    [Fact]
    public async Task Call_MaxConcurrentStreams_NextOneWaits()
    {
        var first = Call();
        using var connection = await _peer.AcceptAsync((SettingId.MaxConcurrentStreams, 1));
        await connection.ReadRequestAsync();
        await connection.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        await connection.ReadAsync(FrameType.Ping); // the setting is in force
        var second = Call();
        await connection.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        Assert.Equal(FrameType.Ping, (await NextAsync(connection)).Type);

        await connection.AnswerAsync(1, 1);
        Assert.Equal([1], (await first).Message);
        Assert.Equal(3u, await connection.ReadRequestAsync());
        await connection.AnswerAsync(3, 2);
        Assert.Equal([2], (await second).Message);
    }

    /// <summary>What the peer has not processed is repeated on another connection; the rest is answered on the first.</summary>
    [Fact]
    public async Task Call_GoAwayInFlight_OnlyUnprocessedCallsAreRepeated()
    {
        var first = Call("first");
        using var connection = await _peer.AcceptAsync();
        await connection.ReadRequestAsync();
        var second = Call("second");
        await connection.ReadRequestAsync();
        await connection.SendNumberAsync(FrameType.GoAway, 0, 1, 0);

        using var next = await _peer.AcceptAsync();
        await next.ReadAsync(FrameType.Headers);
        Assert.Equal("second"u8.ToArray(), (await next.ReadAsync(FrameType.Data)).Payload[5..]);
        await next.AnswerAsync(1, 2);
        Assert.Equal([2], (await second).Message);
        Assert.False(first.IsCompleted);

        await connection.AnswerAsync(1, 1);
        Assert.Equal([1], (await first).Message);
        Assert.Null(await connection.ReadToEndAsync()); // without calls it is closed

        var third = Call();
        Assert.Equal(3u, await next.ReadRequestAsync());
        await next.AnswerAsync(3, 3);
        Assert.Equal([3], (await third).Message);
    }

    [Fact]
    public async Task Call_RefusedStream_IsRepeatedAFewTimes()
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        foreach (var id in (uint[])[1, 3, 5])
        {
            Assert.Equal(id, await connection.ReadRequestAsync());
            await connection.SendNumberAsync(FrameType.ResetStream, id, (uint)Http2Error.RefusedStream);
        }

        Assert.Equal(StatusCode.Unavailable, (await call).Status.StatusCode);
    }

    [Theory]
    [InlineData((uint)Http2Error.Cancel, StatusCode.Cancelled)]
    [InlineData((uint)Http2Error.EnhanceYourCalm, StatusCode.ResourceExhausted)]
    [InlineData((uint)Http2Error.NoError, StatusCode.Internal)]
    [InlineData(4711u, StatusCode.Internal)]
    public async Task Call_Reset_FailsAndIsNotRepeated(uint error, StatusCode code)
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        await connection.SendNumberAsync(FrameType.ResetStream, await connection.ReadRequestAsync(), error);

        Assert.Equal(code, (await call).Status.StatusCode);
    }

    [Fact]
    public async Task Call_NoAnswer_FailsAtTheTimeLimitAndTheConnectionStays()
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        var id = await connection.ReadRequestAsync();
        _time.Advance(Timeout - TimeSpan.FromSeconds(1));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await call).IsExpired);
        var reset = await connection.ReadAsync(FrameType.ResetStream);
        Assert.Equal((id, (uint)Http2Error.Cancel), (reset.StreamId, Frame.ReadUInt31(reset.Payload)));

        var next = Call();
        await connection.AnswerAsync(id, 7); // too late: ignored
        Assert.Equal(3u, await connection.ReadRequestAsync());
        await connection.AnswerAsync(3, 8);
        Assert.Equal([8], (await next).Message);
    }

    [Fact]
    public async Task Call_Cancelled_StreamIsReset()
    {
        using var impatient = new CancellationTokenSource();
        var call = _client.CallAsync(Head, Body(""), Timeout, impatient.Token).AsTask();
        using var connection = await _peer.AcceptAsync();
        var id = await connection.ReadRequestAsync();
        await impatient.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await call).Status.StatusCode);
        Assert.Equal(id, (await connection.ReadAsync(FrameType.ResetStream)).StreamId);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _client.CallAsync(Head, Body(""), Timeout, impatient.Token));
    }

    /// <summary>A signer that reads nothing: the call does not wait for the write.</summary>
    [Fact]
    public async Task Call_PeerDoesNotRead_FailsAtTheTimeLimit()
    {
        var calls = Enumerable.Range(0, 40).Select(_ => Call(new string('x', 200_000))).ToList();
        using var connection = await _peer.AcceptAsync((SettingId.InitialWindowSize, 10_000_000));
        await connection.SendNumberAsync(FrameType.WindowUpdate, 0, 100_000_000);

        await Patience.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(calls.All(call => call.IsCompleted));
            },
            "the calls have failed");
        Assert.All(await Task.WhenAll(calls), answer => Assert.True(answer.IsExpired));
    }

    /// <summary>A connection has ids for about a billion calls.</summary>
    [Fact]
    public async Task TryStart_StreamIdsAreUsedUp_CallNeedsAnotherConnection()
    {
        var calls = Enumerable.Range(0, 3).Select(_ => NewCall()).ToList();
        using var connection = GrpcConnection.Open(_peer.EndPoint, _time, calls[0], 0x7fff_fffd);
        using var raw = await _peer.AcceptAsync((SettingId.MaxConcurrentStreams, 1));
        Assert.Equal(0x7fff_fffdu, await raw.ReadRequestAsync());
        await raw.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        await raw.ReadAsync(FrameType.Ping); // the setting is in force
        Assert.True(connection.TryStart(calls[1]));
        Assert.True(connection.TryStart(calls[2]));

        await raw.AnswerAsync(0x7fff_fffd, 1);

        Assert.Equal([1], (await calls[0].Task).Message);
        Assert.Equal(0x7fff_ffffu, await raw.ReadRequestAsync());
        Assert.True((await calls[2].Task).IsUnprocessed);
        Assert.False(connection.TryStart(NewCall()));
        await raw.AnswerAsync(0x7fff_ffff, 2);
        Assert.Equal([2], (await calls[1].Task).Message);
        Assert.Null(await raw.ReadToEndAsync());
    }

    [Fact]
    public async Task Dispose_CallInFlight_IsCancelled()
    {
        var call = Call();
        using var connection = await _peer.AcceptAsync();
        await connection.ReadRequestAsync();

        _client.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await call).Status.StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Call()).Status.StatusCode);
        await connection.ReadToEndAsync();
    }

    private static List<string> Fields(byte[] block)
    {
        var fields = new List<string>();
        var reader = new HpackReader(block, new byte[HpackReader.ScratchBytes(block.Length)]);
        while (reader.TryRead(out var name, out var value))
        {
            fields.Add($"{Encoding.ASCII.GetString(name)}={Encoding.ASCII.GetString(value)}");
        }

        return fields;
    }

    private static byte[] Body(string message)
    {
        var framed = GrpcMessage.Allocate(message.Length);
        Encoding.ASCII.GetBytes(message, framed.AsSpan(GrpcMessage.PrefixBytes));
        return framed;
    }

    private static async Task<ReceivedFrame> NextAsync(RawConnection connection)
    {
        while (true)
        {
            // The acknowledgement of settings may come at any time.
            var frame = await connection.ReadAsync();
            Assert.NotNull(frame);
            if (frame.Type != FrameType.Settings)
            {
                return frame;
            }
        }
    }

    /// <summary>Reads DATA frames of a number of bytes, and checks by a PING that no more come.</summary>
    private static async Task<int> ReadDataAsync(RawConnection connection, int expected)
    {
        var length = 0;
        while (length < expected)
        {
            length += (await connection.ReadAsync(FrameType.Data)).Payload.Length;
        }

        await connection.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        for (var frame = await NextAsync(connection); frame.Type != FrameType.Ping; frame = await NextAsync(connection))
        {
            length += frame.Payload.Length;
        }

        return length;
    }

    private GrpcCall NewCall() => new(Head, Body(""), _time.GetTimestamp() + (long)(Timeout.TotalSeconds * _time.TimestampFrequency));

    private Task<GrpcAnswer> Call(string message = "") => _client.CallAsync(Head, Body(message), Timeout, TestContext.Current.CancellationToken).AsTask();
}
