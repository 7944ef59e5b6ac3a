using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Signet.SystemTests.Load;
using Signet.Testing;

namespace Signet.SystemTests.Attacks;

/// <summary>
/// A real server that is attacked, while an ordinary client connects and requests again and again. Tells what an attack costs: processor time and memory of the
/// server per byte that the attacker has sent.
/// </summary>
internal sealed class AttackStage : IAsyncDisposable
{
    /// <summary>How much the resident memory may grow in any attack. What is bounded per connection or request is far below.</summary>
    private const long MaxGrowth = 384L * 1024 * 1024;

    private readonly TemporaryFolder _folder;
    private readonly SignetProcess _server;
    private readonly X509Certificate2 _administrator;
    private long _sent;

    private AttackStage(TemporaryFolder folder, SignetProcess server)
    {
        (_folder, _server) = (folder, server);
        _administrator = X509Certificate2.CreateFromPemFile(
            Path.Combine(server.DataDirectory, "admin.crt"), Path.Combine(server.DataDirectory, "admin.key"));
    }

    /// <summary>The server.</summary>
    public SignetProcess Server => _server;

    /// <summary>Starts a server.</summary>
    public static async Task<AttackStage> StartAsync(params string[] flags)
    {
        var folder = new TemporaryFolder();
        try
        {
            var server = await SignetProcess.ServeAsync(folder.File("data"), ["--signing-algorithm", "ES256", "--log-level", "warning", .. flags]);
            var stage = new AttackStage(folder, server);
            using var warming = server.CreateClient(asAdministrator: true);
            for (var i = 0; i < 200; i++)
            {
                using var answer = await warming.GetAsync("/api/v1/namespaces");
            }

            return stage;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Counts bytes of the attacker that were not sent by a connection of this stage.</summary>
    public void CountSent(long bytes) => Interlocked.Add(ref _sent, bytes);

    /// <summary>A TCP connection.</summary>
    /// <param name="receiveBuffer">The bytes that the client's kernel takes without being read; 0 lets it decide.</param>
    public async Task<Socket> OpenAsync(int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
        return socket;
    }

    /// <summary>A TLS connection.</summary>
    /// <param name="protocol">The protocol of the requests.</param>
    /// <param name="asAdministrator">Whether it has the administrator's certificate.</param>
    /// <param name="receiveBuffer">As for <see cref="OpenAsync"/>.</param>
    public async Task<AttackConnection> ConnectAsync(SslApplicationProtocol protocol, bool asAdministrator = false, int receiveBuffer = 0)
    {
        var tls = new SslStream(
            new NetworkStream(await OpenAsync(receiveBuffer), ownsSocket: true),
            leaveInnerStreamOpen: false,
            (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [protocol],
            ClientCertificates = asAdministrator ? [_administrator] : [],
        });
        return new AttackConnection(tls, CountSent);
    }

    /// <summary>Runs an attack; an ordinary client is answered meanwhile and afterwards, and the server's memory stays bounded.</summary>
    /// <param name="name">The name in the table of docs/security/attacks.md.</param>
    /// <param name="attack">The attack.</param>
    /// <param name="repeats">Whether the ordinary client connects again when its connection is closed, as most clients do.</param>
    public async Task RunAsync(string name, Func<Task> attack, bool repeats = false)
    {
        var before = ServerFootprint.Of(_server).Memory;
        var (processorBefore, peak) = (ProcessorTime(), before);
        Interlocked.Exchange(ref _sent, 0);
        using var ended = new CancellationTokenSource();
        var ordinary = RequestAsync(repeats, () => peak = Math.Max(peak, ServerFootprint.Of(_server).Memory), ended.Token);
        var watch = Stopwatch.StartNew();
        await attack().WaitAsync(Patience.Limit);
        watch.Stop();
        var processor = ProcessorTime() - processorBefore;
        await ended.CancelAsync();
        var (answered, slowest) = await ordinary;
        peak = Math.Max(peak, ServerFootprint.Of(_server).Memory);

        var growth = Math.Max(0, peak - before);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {_sent:N0} | {watch.Elapsed.TotalSeconds:F1} s | {processor.TotalSeconds:F2} s | {processor.TotalNanoseconds / Math.Max(1, _sent):F1} | {growth / 1048576.0:F0} MiB | {(double)growth / Math.Max(1, _sent):F1} | {answered} | {slowest.TotalMilliseconds:F0} ms |"));
        Assert.True(answered > 0);
        Assert.True(growth < MaxGrowth, $"{name}: {before} became {peak}");
        await AssertServesAsync();
    }

    /// <summary>An ordinary client with a new connection is answered.</summary>
    public async Task AssertServesAsync()
    {
        using var client = _server.CreateClient(asAdministrator: true);
        client.Timeout = Patience.Limit;
        using var answer = await client.GetAsync("/api/v1/namespaces");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>What a metric-like line of the log says, at a bounded rate.</summary>
    public Task UntilSaysAsync(string text) => _server.UntilSaysAsync(text);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _administrator.Dispose();
        _folder.Dispose();
    }

    /// <summary>Requests until it is cancelled, every second time with a new connection.</summary>
    private async Task<(int Answered, TimeSpan Slowest)> RequestAsync(bool repeats, Action sample, CancellationToken ended)
    {
        var (answered, slowest) = (0, TimeSpan.Zero);
        using var kept = _server.CreateClient(asAdministrator: true);
        do
        {
            using var fresh = _server.CreateClient(asAdministrator: true);
            foreach (var client in (HttpClient[])[kept, fresh])
            {
                var watch = Stopwatch.StartNew();
                try
                {
                    using var answer = await client.GetAsync("/api/v1/namespaces/default", CancellationToken.None).WaitAsync(Patience.Limit, CancellationToken.None);
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                    answered++;
                    slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
                }
                catch (HttpRequestException) when (repeats)
                {
                    // The next request connects again.
                }
            }

            sample();
            await Task.WhenAny(Task.Delay(50, ended));
        }
        while (!ended.IsCancellationRequested);
        return (answered, slowest);
    }

    private TimeSpan ProcessorTime()
    {
        using var process = Process.GetProcessById(_server.Id);
        return process.TotalProcessorTime;
    }
}
