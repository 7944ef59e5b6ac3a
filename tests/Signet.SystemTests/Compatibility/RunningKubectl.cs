using System.Diagnostics;
using System.Text;
using Signet.Testing;

namespace Signet.SystemTests.Compatibility;

/// <summary>A kubectl that runs until it is disposed.</summary>
internal sealed class RunningKubectl : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();

    public RunningKubectl(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Waits until the output has a text.</summary>
    public Task UntilPrintsAsync(string text) => Patience.UntilAsync(
        () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), () => $"kubectl has printed '{text}': {Output}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_lock)
        {
            _output.Append(line).Append('\n');
        }
    }
}
