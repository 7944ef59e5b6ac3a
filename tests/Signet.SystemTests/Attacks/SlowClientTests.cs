using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Signet.Testing;

namespace Signet.SystemTests.Attacks;

/// <summary>Clients that hold connections and send or read nearly nothing.</summary>
public sealed class SlowClientTests
{
    private const int Slow = 200;

    /// <summary>With everything required as many as issue 15 names; each costs a TLS handshake of both sides.</summary>
    private static readonly int Idle = TestMachine.RequiresAll ? 10_000 : 1_000;

    [Fact]
    public async Task SlowHeads_AreCutOff()
    {
        await using var stage = await AttackStage.StartAsync("--request-head-timeout", "2s");
        await stage.RunAsync($"slow heads, {Slow} connections", async () => await Task.WhenAll(Enumerable.Range(0, Slow).Select(async _ =>
        {
            await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http11);
            var end = connection.ReadToEndAsync();
            Assert.True(await connection.TrySendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
            while (!end.IsCompleted && await connection.TrySendAsync("x"))
            {
                await Task.WhenAny(end, Task.Delay(200));
            }

            Assert.StartsWith("HTTP/1.1 408 ", Encoding.ASCII.GetString(await end), StringComparison.Ordinal);
        })));
    }

    /// <summary>The min rate of bodies, after its grace period of 5 s.</summary>
    [Fact]
    public async Task SlowBodies_AreCutOff()
    {
        await using var stage = await AttackStage.StartAsync("--min-request-body-rate", "1000");
        await stage.RunAsync($"slow bodies, {Slow} connections", async () => await Task.WhenAll(Enumerable.Range(0, Slow).Select(async _ =>
        {
            await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http11, asAdministrator: true);
            var end = connection.ReadToEndAsync();
            Assert.True(await connection.TrySendAsync(
                "POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"));
            while (!end.IsCompleted && await connection.TrySendAsync(" "))
            {
                await Task.WhenAny(end, Task.Delay(200));
            }

            await end;
        })));
    }

    [Fact]
    public async Task IdleConnections_CostMemoryOnlyAndAreClosed()
    {
        await using var stage = await AttackStage.StartAsync("--idle-connection-timeout", "5s");
        await stage.RunAsync($"{Idle} idle connections", async () =>
        {
            var connections = new List<AttackConnection>();
            foreach (var part in Enumerable.Range(0, Idle).Chunk(50))
            {
                connections.AddRange(await Task.WhenAll(part.Select(_ => stage.ConnectAsync(SslApplicationProtocol.Http11))));
            }

            // Each has a TLS handshake of a few hundred bytes; nothing else is sent.
            stage.CountSent(600L * connections.Count);
            await Task.WhenAll(connections.Select(connection => connection.ReadToEndAsync(keep: 0)));
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        });
    }

    /// <summary>Handshakes that are never finished: a first byte, or nothing at all.</summary>
    [Fact]
    public async Task UnfinishedHandshakes_PushOutEachOther()
    {
        const int Count = 3_000;
        const int Allowed = 1_000;
        await using var stage = await AttackStage.StartAsync("--max-tls-handshakes", $"{Allowed}", "--tls-handshake-timeout", "1h");

        // A client whose handshake takes longer than the attacker needs for as many connections as are allowed is closed, too, and connects again.
        await stage.RunAsync($"{Count} unfinished handshakes", repeats: true, attack: async () =>
        {
            var sockets = new List<Socket>();
            for (var i = 0; i < Count; i++)
            {
                var socket = await stage.OpenAsync();
                sockets.Add(socket);
                if (i % 2 == 0)
                {
                    // The head of a ClientHello of 512 bytes that does not come.
                    stage.CountSent(await socket.SendAsync((byte[])[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
                }
            }

            using var patience = new CancellationTokenSource(Patience.Limit);
            foreach (var socket in sockets.Take(Count - Allowed - 100))
            {
                try
                {
                    Assert.Equal(0, await socket.ReceiveAsync(new byte[1], patience.Token));
                }
                catch (SocketException)
                {
                    // Closed by a reset.
                }
            }

            sockets.ForEach(socket => socket.Dispose());
        });
        await stage.UntilSaysAsync("closed by --max-tls-handshakes");
    }

    /// <summary>Complete handshakes without a request: the costliest thing that an unauthenticated client can cause per byte.</summary>
    [Fact]
    public async Task CompleteHandshakes_AreServedAndOthersToo()
    {
        const int Count = 500;
        await using var stage = await AttackStage.StartAsync();
        await stage.RunAsync($"{Count} complete handshakes", async () =>
        {
            foreach (var part in Enumerable.Range(0, Count).Chunk(20))
            {
                var connections = await Task.WhenAll(part.Select(_ => stage.ConnectAsync(SslApplicationProtocol.Http11)));
                stage.CountSent(600L * connections.Length);
                foreach (var connection in connections)
                {
                    await connection.DisposeAsync();
                }
            }
        });
    }
}
