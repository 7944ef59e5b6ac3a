using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.Systemd;

/// <summary>Stands in for a socket unit of systemd: holds listening sockets over the restarts of a server (<c>held-sockets.py</c>).</summary>
internal sealed class HeldSockets : IAsyncDisposable
{
    private readonly Process _holder;
    private readonly ConcurrentQueue<string> _lines = new();

    private HeldSockets(Process holder) => _holder = holder;

    /// <summary>The ports, in the order of the names.</summary>
    public IReadOnlyList<int> Ports { get; private set; } = [];

    /// <summary>The output of the holder and of the server so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a server with sockets of these names.</summary>
    public static async Task<HeldSockets> ServeAsync(string names, params string[] arguments)
    {
        var start = new ProcessStartInfo(TestMachine.Require("python3"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all = [
            Path.Combine(TestMachine.Root, "tests/Signet.SystemTests/Systemd/held-sockets.py"), names,
            Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null), "serve", .. arguments];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        var held = new HeldSockets(new Process { StartInfo = start });
        held._holder.OutputDataReceived += held.Read;
        held._holder.ErrorDataReceived += held.Read;
        held._holder.Start();
        held._holder.BeginOutputReadLine();
        held._holder.BeginErrorReadLine();
        await held.UntilAsync("ports ", 1);
        held.Ports = [.. held.After("ports ").Single().Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        return held;
    }

    /// <summary>Waits until the server has been started for the given time and serves.</summary>
    public Task UntilServesAsync(int start) => UntilAsync("Signet serves ", start);

    /// <summary>Stops the server as systemd does, and waits for its end; the sockets stay.</summary>
    public async Task<int> StopServerAsync()
    {
        var ends = After("ended ").Count;
        using (var kill = Process.Start("kill", ["-TERM", After("pid ")[^1]]))
        {
            await kill.WaitForExitAsync();
        }

        await UntilAsync("ended ", ends + 1);
        return int.Parse(After("ended ")[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>Starts the server again.</summary>
    public Task StartServerAsync() => _holder.StandardInput.WriteLineAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (After("pid ").Count > After("ended ").Count)
        {
            await StopServerAsync();
        }

        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private List<string> After(string prefix) =>
        [.. _lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..])];

    private Task UntilAsync(string prefix, int count) => Patience.UntilAsync(
        () => Task.FromResult(After(prefix).Count >= count), () => $"'{prefix}' is printed {count} times; the output is: {Output}");

    private void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _lines.Enqueue(line.Data);
        }
    }
}
