using System.Net;
using System.Net.Sockets;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>The limits of connections, with real sockets: the exceeding connection is closed, counted and logged, and others are served.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task MaxConnections_OneMore_IsClosedAndServedAfterAnotherHasEnded()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync("--max-connections", "3");
        var held = await OpenAsync(server, 3);

        using var refused = await ConnectAsync(server);
        Assert.True(await IsClosedAsync(refused));
        await server.UntilSaysAsync("A connection to the listener of the api was closed by --max-connections; 4 are open, and 0 more were closed without a line");
        held[0].Dispose();

        await UntilServedAsync(server);
        Assert.All(held[1..], socket => Assert.True(socket.Connected));
        Close(held);
    }

    [Fact]
    public async Task MaxConnectionsPerAddress_OneMore_IsClosedAndOtherAddressesAreServed()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync("--max-connections-per-address", "2");
        var held = await OpenAsync(server, 2, "127.0.0.9");

        using var refused = await ConnectAsync(server, "127.0.0.9");
        Assert.True(await IsClosedAsync(refused));
        await server.UntilSaysAsync("closed by --max-connections-per-address");

        await UntilServedAsync(server);
        Close(held);
    }

    /// <summary>Connections that open and send nothing push out each other, and no client that finishes its handshake.</summary>
    [Fact]
    public async Task MaxHandshakes_OneMore_ClosesTheOldest()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync("--max-tls-handshakes", "3", "--tls-handshake-timeout", "1h");
        using var served = server.CreateClient(asAdministrator: true);
        using var before = await served.GetAsync("/readyz");
        var silent = await OpenAsync(server, 3);

        using var fourth = await ConnectAsync(server);
        Assert.True(await IsClosedAsync(silent[0]));
        await UntilServedAsync(server);
        using var after = await served.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await server.UntilSaysAsync("closed by --max-tls-handshakes");
        Close(silent);
    }

    [Fact]
    public async Task HandshakeTimeout_SilentConnection_IsClosed()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync("--tls-handshake-timeout", "1s");

        using var silent = await ConnectAsync(server);
        using var halting = await ConnectAsync(server);
        await halting.SendAsync((byte[])[0x16, 0x03, 0x01, 0x02, 0x00]);

        Assert.True(await IsClosedAsync(silent));
        Assert.True(await IsClosedAsync(halting));
        await UntilServedAsync(server);
    }

    /// <summary>A client may cancel; one that does nothing else loses its connection, and others do not.</summary>
    [Fact]
    public async Task MaxResets_OneMore_ClosesTheConnection()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync("--http2-max-resets-per-minute", "5");
        using var client = server.CreateClient(asAdministrator: true);
        using var quiet = await client.GetAsync("/api/v1/namespaces?watch=1", HttpCompletionOption.ResponseHeadersRead);
        await using var events = await quiet.Content.ReadAsStreamAsync();
        var end = Task.Run(async () =>
        {
            var buffer = new byte[4096];
            while (await events.ReadAsync(buffer) > 0)
            {
                // Until the connection is closed.
            }
        });
        for (var i = 0; i < 5; i++)
        {
            await CancelWatchAsync(client);
        }

        using var alive = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.False(end.IsCompleted);
        await CancelWatchAsync(client);

        await Assert.ThrowsAnyAsync<IOException>(() => end.WaitAsync(Patience.Limit));
        await server.UntilSaysAsync("closed by --http2-max-resets-per-minute");
        await UntilServedAsync(server);
    }

    private static async Task CancelWatchAsync(HttpClient client)
    {
        using var watch = await client.GetAsync("/api/v1/namespaces?watch=1", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, watch.StatusCode);
    }

    private static async Task<List<Socket>> OpenAsync(SignetInProcess server, int count, string from = "127.0.0.1")
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            sockets.Add(await ConnectAsync(server, from));
        }

        // The server has accepted them when it has accepted a later one, or refused it.
        await Task.Delay(TimeSpan.FromMilliseconds(100));
        return sockets;
    }

    private static async Task<Socket> ConnectAsync(SignetInProcess server, string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server has closed it already.
        }

        return socket;
    }

    /// <summary>Waits for the end of a connection.</summary>
    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        try
        {
            return await socket.ReceiveAsync(new byte[1], patience.Token) == 0;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.NotConnected)
        {
            return true;
        }
    }

    private static Task UntilServedAsync(SignetInProcess server) => Patience.UntilAsync(
        async () =>
        {
            using var client = server.CreateClient(asAdministrator: true);
            try
            {
                using var answer = await client.GetAsync("/readyz");
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        "a client is served");

    private static void Close(IEnumerable<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }
}
