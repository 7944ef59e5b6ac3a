using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Signet.Testing;
using Signet.TestReplica;

namespace Signet.SystemTests.History.Running;

/// <summary>A replica: a real process with a data directory of its own, which reaches each member of etcd over a link.</summary>
internal sealed class HistoryReplica : IAsyncDisposable
{
    /// <summary>The token of the administrator.</summary>
    public const string Token = "history-administrator";

    /// <summary>A request without an answer is given up after this time; its result is unknown.</summary>
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(4);

    private const int TailLines = 15;
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(500);

    private readonly string _directory;
    private readonly PlantedFault? _fault;
    private readonly string[] _flags;
    private readonly IReadOnlyList<FaultyLink> _links;
    private SignetProcess? _process;

    /// <param name="number">The number of the replica.</param>
    /// <param name="directory">Its data directory.</param>
    /// <param name="etcd">The cluster.</param>
    /// <param name="fault">The fault of a test replica, whose clock can be stepped; null for <c>signet</c>.</param>
    /// <param name="flags">Flags that all replicas have.</param>
    public HistoryReplica(int number, string directory, EtcdCluster etcd, PlantedFault? fault, IReadOnlyList<string> flags)
    {
        (Number, _directory, _fault) = (number, directory, fault);
        _links = [.. etcd.Members.Select(member => FaultyLink.To(new Uri(member.Address).Port))];
        _flags = ["--etcd-servers", string.Join(',', _links.Select(link => EtcdMember.Url(link.Port))), .. flags];
    }

    public int Number { get; }

    /// <summary>Whether <see cref="StepClockAsync"/> is possible.</summary>
    public bool HasStepper => _fault is not null;

    /// <summary>The newest lines of the log of the process.</summary>
    public string LogTail => string.Join('\n', (Volatile.Read(ref _process)?.Errors ?? "it does not run").Split('\n').TakeLast(TailLines));

    private SignetProcess Running => Volatile.Read(ref _process) ?? throw new InvalidOperationException("the replica does not run");

    /// <summary>Starts the process and waits until it serves. A start that fails because etcd elects a leader is repeated.</summary>
    public async Task StartAsync() => await Patience.UntilAsync(
        async () =>
        {
            try
            {
                var process = _fault is { } fault
                    ? await SignetProcess.ServeProgramAsync(
                        Path.ChangeExtension(typeof(TestReplica.Program).Assembly.Location, null),
                        new Dictionary<string, string?> { [TestReplica.Program.FaultVariable] = fault.ToString() },
                        _directory,
                        _flags)
                    : await SignetProcess.ServeAsync(_directory, _flags);
                Volatile.Write(ref _process, process);
                return true;
            }
            catch (InvalidOperationException exception)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"start of replica {Number}: {exception.Message}");
                await Task.Delay(StartPause);
                return false;
            }
        },
        $"replica {Number} serves");

    /// <summary>Ends the process at once.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            process.Kill();
            await process.DisposeAsync();
        }
    }

    /// <summary>Stops the process for a time.</summary>
    public async Task PauseAsync(TimeSpan span)
    {
        await Running.SignalAsync("STOP");
        await Task.Delay(span);
        await Running.SignalAsync("CONT");
    }

    /// <summary>Moves the clock of a test replica forward, and back after a time.</summary>
    public async Task StepClockAsync(TimeSpan span)
    {
        await Running.SignalAsync("USR1");
        await Task.Delay(span);
        await Running.SignalAsync("USR2");
    }

    /// <summary>Cuts the replica off from etcd for a time.</summary>
    public async Task CutOffAsync(TimeSpan span)
    {
        foreach (var link in _links)
        {
            link.CutOff();
        }

        await Task.Delay(span);
        foreach (var link in _links)
        {
            link.CutAndMend();
        }
    }

    /// <summary>A client of the replica, which runs, that goes on after restarts.</summary>
    public ApiClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Running.TrustPolicy() },
        };
        var http = new HttpClient(handler)
        {
            BaseAddress = new Uri("https://localhost"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = RequestLimit,
        };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return new ApiClient(http);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }
    }

    /// <summary>Each start takes a free port, so that no other process can have it.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _process) is not { } process)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"replica {Number} does not run"));
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, process.Address.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
