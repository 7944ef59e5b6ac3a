using System.Collections.Concurrent;
using System.Diagnostics;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>A script whose last command is a server that replaces the shell (exec), so that ending the process ends the server.</summary>
internal sealed class SignetShell : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private SignetShell(Process process) => _process = process;

    /// <summary>The address of the server.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1:0");

    /// <summary>The standard output.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the script in a folder; the server uses a free port.</summary>
    public static SignetShell Start(string script, string folder, string path)
    {
        var lines = script.TrimEnd().Split('\n');
        lines[^1] = "exec " + lines[^1];
        var start = new ProcessStartInfo(TestMachine.Require("bash"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
            ArgumentList = { "-euc", string.Join('\n', lines) },
        };
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("SIGNET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["SIGNET_SECURE_PORT"] = "0";
        start.Environment["PATH"] = path;
        var shell = new SignetShell(new Process { StartInfo = start });
        shell._process.OutputDataReceived += (_, line) => Add(shell._output, line.Data);
        shell._process.ErrorDataReceived += (_, line) => Add(shell._errors, line.Data);
        shell._process.Start();
        shell._process.BeginOutputReadLine();
        shell._process.BeginErrorReadLine();
        shell._process.StandardInput.Close();
        return shell;
    }

    /// <summary>Waits until the server is ready and has printed the command to try, which is its last line.</summary>
    public async Task UntilServesAsync()
    {
        const string Serves = "Signet serves ";
        await Patience.UntilAsync(
            () =>
            {
                Assert.False(_process.HasExited, string.Join('\n', _errors));
                return Task.FromResult(_output.SkipWhile(line => line != "Try:").Count() >= 2);
            },
            "it serves");
        Address = new Uri(_output.Single(line => line.StartsWith(Serves, StringComparison.Ordinal))[Serves.Length..]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
