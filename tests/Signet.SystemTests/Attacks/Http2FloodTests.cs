using System.Buffers;
using System.Net.Security;
using Signet.Signing.External.Http2;
using Signet.Testing;

namespace Signet.SystemTests.Attacks;

/// <summary>Floods of HTTP/2 frames. The server closes the connection, or slows it down by not reading on; its memory does not grow with the flood.</summary>
public sealed class Http2FloodTests
{
    private const int Connections = 4;

    /// <summary>
    /// CVE-2023-44487: requests that are cancelled at once do not count as concurrent streams. The connection is closed when the server notices so many; a
    /// request that was answered before the server noticed costs as much as any other, and no more of them run at once than are allowed.
    /// </summary>
    [Fact]
    public async Task RapidReset_CostsNoMoreThanRequests()
    {
        const int Rounds = 400;
        await using var stage = await AttackStage.StartAsync();
        var block = AttackConnection.HeadersOf();
        await stage.RunAsync($"rapid reset, {Connections} connections", async () => await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            const uint Streams = 50;
            await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http2);
            await connection.BeginAsync();
            var end = connection.ReadToEndAsync(keep: 0);
            var isOpen = true;
            for (uint round = 0; round < Rounds && isOpen && !end.IsCompleted; round++)
            {
                for (uint i = 0; i < Streams; i++)
                {
                    var id = (((round * Streams) + i) * 2) + 1;
                    FrameWriter.Write(connection.Frames, FrameType.Headers, FrameFlags.EndStream | FrameFlags.EndHeaders, id, block);
                    FrameWriter.WriteReset(connection.Frames, id, Http2Error.Cancel);
                }

                isOpen = await connection.FlushAsync();
            }

            await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(2)));
        })));
    }

    /// <summary>CVE-2024-27316 and others: a head that does not end.</summary>
    [Theory]
    [InlineData(AttackConnection.MaxFrame, "CONTINUATION frames of 16 kB")]
    [InlineData(0, "empty CONTINUATION frames")]
    public async Task Continuation_Endless_ClosesTheConnection(int size, string name)
    {
        await using var stage = await AttackStage.StartAsync("--request-head-timeout", "2s");
        var block = AttackConnection.HeadersOf();
        var field = new ArrayBufferWriter<byte>();
        if (size > 0)
        {
            AttackConnection.WriteLiteral(field, 0x00, "x-flood", new string('a', size - 16));
        }

        await stage.RunAsync($"{name}, {Connections} connections", () => FloodAsync(stage, (connection, round) =>
        {
            if (round == 0)
            {
                FrameWriter.Write(connection.Frames, FrameType.Headers, FrameFlags.EndStream, 1, block);
            }

            for (var i = 0; i < 20; i++)
            {
                FrameWriter.Write(connection.Frames, FrameType.Continuation, FrameFlags.None, 1, field.WrittenSpan);
            }
        }));
    }

    /// <summary>Each frame has to be acknowledged. A client that does not read the acknowledgements is not read either.</summary>
    [Theory]
    [InlineData(true, false, "SETTINGS, acknowledgements not read")]
    [InlineData(true, true, "SETTINGS, acknowledgements read")]
    [InlineData(false, false, "PING, acknowledgements not read")]
    [InlineData(false, true, "PING, acknowledgements read")]
    public async Task ControlFrames_Flood_MemoryIsBounded(bool isSettings, bool reads, string name)
    {
        const int Rounds = 200;
        await using var stage = await AttackStage.StartAsync();
        var ping = new byte[8];
        await stage.RunAsync($"{name}, {Connections} connections", async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
            {
                await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http2);
                await connection.BeginAsync();
                var reading = reads ? connection.ReadToEndAsync(keep: 0) : Task.CompletedTask;
                for (var round = 0; round < Rounds; round++)
                {
                    for (var i = 0; i < 500; i++)
                    {
                        if (isSettings)
                        {
                            FrameWriter.WriteSettings(connection.Frames, (SettingId.InitialWindowSize, (uint)(65_535 + (i % 2))));
                        }
                        else
                        {
                            FrameWriter.Write(connection.Frames, FrameType.Ping, FrameFlags.None, 0, ping);
                        }
                    }

                    // A server that has stopped to read leaves this waiting: that is the bound.
                    var sending = connection.FlushAsync();
                    if (await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(3))) != sending || !await sending)
                    {
                        break;
                    }
                }

                // What is in the buffers of the sockets is processed as well.
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(2)), reads ? reading : Task.Delay(-1));
            }));
        });
    }

    /// <summary>A field of 4 kB in the HPACK table is named again and again by one byte: 16 kB would become 64 MB.</summary>
    [Fact]
    public async Task HeaderBomb_IsRefusedAtTheLimitOfHeads()
    {
        await using var stage = await AttackStage.StartAsync();
        await stage.RunAsync($"HPACK bombs, {Connections} connections", () => FloodAsync(stage, (connection, round) =>
        {
            var first = new ArrayBufferWriter<byte>();
            first.Write(AttackConnection.HeadersOf());
            AttackConnection.WriteLiteral(first, 0x40, "x-bomb", new string('a', 4_000));
            var id = (uint)((round * 4) + 1);
            FrameWriter.Write(connection.Frames, FrameType.Headers, FrameFlags.EndStream | FrameFlags.EndHeaders, id, first.WrittenSpan);

            // Index 62 is the newest entry of the table.
            var references = new byte[12_000];
            references.AsSpan().Fill(0x80 | 62);
            byte[] block = [.. AttackConnection.HeadersOf(), .. references];
            FrameWriter.Write(connection.Frames, FrameType.Headers, FrameFlags.EndStream | FrameFlags.EndHeaders, id + 2, block);
        }));
    }

    /// <summary>Many streams with a window of 0: answers that the client does not take.</summary>
    [Fact]
    public async Task ClosedWindow_ManyStreams_ClosesTheConnection()
    {
        await using var stage = await AttackStage.StartAsync("--min-response-rate", "1000");
        var block = AttackConnection.HeadersOf(path: "/openapi/v2");
        await stage.RunAsync($"windows of 0, 100 streams, {Connections} connections", async () => await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http2, asAdministrator: true);
            await connection.BeginAsync((SettingId.InitialWindowSize, 0));
            var end = connection.ReadToEndAsync(keep: 0);
            for (uint id = 1; id < 200; id += 2)
            {
                FrameWriter.Write(connection.Frames, FrameType.Headers, FrameFlags.EndStream | FrameFlags.EndHeaders, id, block);
            }

            Assert.True(await connection.FlushAsync());
            await end;
        })));
    }

    /// <summary>Floods until the server has closed each connection.</summary>
    private static async Task FloodAsync(AttackStage stage, Action<AttackConnection, int> write) =>
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            const int MaxRounds = 1_000_000;
            await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http2);
            await connection.BeginAsync();
            var end = connection.ReadToEndAsync(keep: 0);
            for (var round = 0; !end.IsCompleted; round++)
            {
                Assert.True(round < MaxRounds, "the server has not closed the connection");
                write(connection, round);
                if (!await connection.FlushAsync())
                {
                    break;
                }
            }

            await end.WaitAsync(Patience.Limit);
        }));
}
