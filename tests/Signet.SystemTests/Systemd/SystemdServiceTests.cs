using System.Net;
using Signet.Server.Hosting.Directories;
using Signet.Testing;

namespace Signet.SystemTests.Systemd;

/// <summary>The executable as a service of systemd: messages to a real datagram socket, and sockets that another process holds.</summary>
public sealed class SystemdServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Notify_FromStartToStop_IsReadyReloadsAndStops()
    {
        await using var systemd = new NotifyListener(_folder.File("notify"));
        await using var server = await ServeAsync(systemd, watchdogSeconds: 4);
        using var client = server.CreateClient(asAdministrator: true);
        await systemd.UntilAsync("READY=1");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        Assert.StartsWith("STATUS=Starting", systemd.Messages[0], StringComparison.Ordinal);
        await systemd.UntilAsync($"STATUS=Serving {server.Address.AbsoluteUri.TrimEnd('/')}, issuing as {server.Address.AbsoluteUri.TrimEnd('/')}");

        await systemd.UntilAsync("WATCHDOG=1", 3);

        await server.SignalAsync("HUP");
        await systemd.UntilAsync("READY=1", 2);
        Assert.Equal(1, systemd.Count("RELOADING=1"));
        await server.UntilSaysAsync("Reload: reopening the audit log");

        Assert.Equal(0, await server.TerminateAsync());
        await systemd.UntilAsync("STOPPING=1");
        Assert.StartsWith("STOPPING=1\n", systemd.Messages[^1], StringComparison.Ordinal);
    }

    /// <summary>The watchdog asks the server itself: without an answer nothing is sent, although the process runs.</summary>
    [Fact]
    public async Task Watchdog_ServerDoesNotAnswer_IsWithheldUntilItDoes()
    {
        await using var systemd = new NotifyListener(_folder.File("notify"));
        await using var server = await ServeAsync(systemd, watchdogSeconds: 2);
        await systemd.UntilAsync("WATCHDOG=1", 2);

        var socket = Path.Combine(Data, ControlSocket.Name);
        File.Move(socket, socket + ".away");
        await server.UntilSaysAsync("The server is not live, so WATCHDOG=1 is withheld: /livez cannot be read");
        var sent = systemd.Count("WATCHDOG=1");
        await Patience.UntilAsync(() => Task.FromResult(server.Errors.Split("WATCHDOG=1 is withheld").Length > 3), "it is withheld again");
        Assert.Equal(sent, systemd.Count("WATCHDOG=1"));

        File.Move(socket + ".away", socket);
        await systemd.UntilAsync("WATCHDOG=1", sent + 2);
    }

    [Fact]
    public async Task Sockets_HeldOverARestart_AcceptConnectionsAllTheTime()
    {
        await using var held = await HeldSockets.ServeAsync("api:public", "--data-dir", Data, "--public-tls=false");
        await held.UntilServesAsync(1);
        Assert.Contains($"Signet serves https://127.0.0.1:{held.Ports[0]}", held.Output, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{held.Ports[1]}", held.Output, StringComparison.Ordinal);
        using var documents = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{held.Ports[1]}"), Timeout = Patience.Limit };
        Assert.Equal(HttpStatusCode.OK, (await documents.GetAsync("/openid/v1/jwks")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await documents.GetAsync("/api")).StatusCode);
        Assert.Equal(0, await held.StopServerAsync());

        // No server runs: the connection is accepted by the held socket and waits.
        using var fresh = new HttpClient { BaseAddress = documents.BaseAddress, Timeout = Patience.Limit };
        var waiting = fresh.GetAsync("/openid/v1/jwks");
        await held.StartServerAsync();

        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        await held.UntilServesAsync(2);
        Assert.Equal(0, await held.StopServerAsync());
    }

    /// <summary>systemd's own program passes the socket: the first connection starts the server and is answered by it.</summary>
    [Fact]
    public async Task SocketActivation_BySystemd_AnswersTheFirstConnection()
    {
        var port = FixedPort.Find();
        await using var server = SignetProcess.Start(
            [$"--listen=127.0.0.1:{port}", "--fdname=public", Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null),
                "serve", "--data-dir", Data, "--secure-port", "0", "--public-tls=false"],
            Data,
            program: TestMachine.Require("systemd-socket-activate"));
        await server.UntilSaysAsync("Listening on ");
        using var client = new HttpClient { Timeout = Patience.Limit };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://127.0.0.1:{port}/openid/v1/jwks")).StatusCode);

        Assert.Equal(0, await server.TerminateAsync());
    }

    [Theory]
    [InlineData("api:other", "the service manager passed 2 sockets (api, other); allowed are one that is named public and one other")]
    public async Task Sockets_WithoutAUse_EndTheStart(string names, string expected)
    {
        await using var held = await HeldSockets.ServeAsync(names, "--data-dir", Data);

        await Patience.UntilAsync(() => Task.FromResult(held.Output.Contains("ended 78", StringComparison.Ordinal)), () => $"it ends: {held.Output}");
        Assert.Contains(expected, held.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    private Task<SignetProcess> ServeAsync(NotifyListener systemd, int watchdogSeconds) => SignetProcess.ServeWithAsync(
        new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = systemd.Address, ["WATCHDOG_USEC"] = $"{watchdogSeconds}000000" }, Data);
}
