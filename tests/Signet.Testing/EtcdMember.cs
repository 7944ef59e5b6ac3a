using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Signet.Testing;

/// <summary>A real etcd process on loopback: a cluster of one, or a member of <see cref="EtcdCluster"/>. Skips the test when the machine has no etcd.</summary>
internal sealed class EtcdMember : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string[] _arguments;
    private readonly string _program = TestMachine.Require("etcd");
    private Process? _process;

    /// <param name="name">The name of the member.</param>
    /// <param name="folder">Its data.</param>
    /// <param name="client">The port of clients.</param>
    /// <param name="peer">The port of the other members.</param>
    /// <param name="members">All members: <c>NAME=URL,…</c>.</param>
    /// <param name="more">Further flags.</param>
    public EtcdMember(string name, string folder, int client, int peer, string members, params string[] more)
    {
        Address = Url(client);
        _arguments =
        [
            "--name", name, "--data-dir", folder, "--listen-client-urls", Address, "--advertise-client-urls", Address,
            "--listen-peer-urls", Url(peer), "--initial-advertise-peer-urls", Url(peer), "--initial-cluster", members,
            "--initial-cluster-token", "signet-tests", "--logger", "zap", "--log-level", "error", "--unsafe-no-fsync", .. more,
        ];
    }

    /// <summary>The client URL.</summary>
    public string Address { get; }

    /// <summary>The id of the running process.</summary>
    public int Id => Running.Id;

    private Process Running => _process ?? throw new InvalidOperationException("etcd does not run");

    /// <summary>A free port. Another process can take it before it is used; <see cref="EtcdCluster"/> tries again then.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    /// <summary>Starts the process, with the data of its last run.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in _arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Waits until the member serves; false when its process has ended, for example because its port was taken.</summary>
    public async Task<bool> IsServingAsync()
    {
        using var http = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (!Running.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Address}/health"));
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            Xunit.Assert.True(waited.Elapsed < Patience.Limit, $"etcd is not healthy: {string.Join('\n', _errors)}");
            await Task.Delay(50);
        }

        return false;
    }

    /// <summary>Sends a signal: <c>STOP</c>, <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends the process at once.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Ends the process at once, and starts it again after a time.</summary>
    public async Task KillAndReviveAsync(TimeSpan after)
    {
        await KillAsync();
        await Task.Delay(after);
        Start();
        Xunit.Assert.True(await IsServingAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private void Note(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
        }
    }
}
