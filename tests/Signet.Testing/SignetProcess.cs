using System.Collections.Concurrent;
using System.Diagnostics;

namespace Signet.Testing;

/// <summary>A real <c>signet</c> process. Only ends its own process, by id.</summary>
internal sealed class SignetProcess : ServedSignet
{
    private const string Serves = "Signet serves ";
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SignetProcess(Process process, string dataDirectory)
        : base(dataDirectory) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has reported its address.</summary>
    public bool IsServing => _address.Task.IsCompletedSuccessfully;

    /// <summary>Standard output so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Standard error so far.</summary>
    public override string Errors => string.Join('\n', _errors);

    /// <summary>Starts a server on a free port and waits until it is ready.</summary>
    public static Task<SignetProcess> ServeAsync(string dataDirectory, params string[] flags) => ServeAsync(null, null, dataDirectory, flags);

    /// <summary>Starts a server with standard output to a file or a pipe.</summary>
    public static Task<SignetProcess> ServeIntoAsync(string? outputPath, string dataDirectory, params string[] flags) =>
        ServeAsync(outputPath, null, dataDirectory, flags);

    /// <summary>Starts a server with another value of PATH.</summary>
    public static Task<SignetProcess> ServeOnPathAsync(string? path, string dataDirectory, params string[] flags) =>
        ServeAsync(null, path, dataDirectory, flags);

    /// <summary>Starts a server with further environment variables.</summary>
    public static Task<SignetProcess> ServeWithAsync(IReadOnlyDictionary<string, string?> environment, string dataDirectory, params string[] flags) =>
        ServeAsync(null, null, dataDirectory, flags, environment);

    /// <summary>Starts a server of another build.</summary>
    /// <param name="program">Its executable; null for that of the tests.</param>
    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="flags">The flags.</param>
    public static Task<SignetProcess> ServeProgramAsync(string? program, string dataDirectory, params string[] flags) =>
        ServeAsync(null, null, dataDirectory, flags, program: program);

    /// <summary>Starts a command.</summary>
    /// <param name="dataDirectory">The data directory, when the command is a server.</param>
    /// <param name="outputPath">The file or pipe for standard output; null keeps it in <see cref="Output"/>.</param>
    /// <param name="path">The value of PATH; null for that of the tests.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="program">The executable; null for that of the tests.</param>
    public static SignetProcess Start(
        IEnumerable<string> arguments,
        string dataDirectory,
        string? outputPath = null,
        string? path = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? program = null)
    {
        program ??= Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
        var start = new ProcessStartInfo(outputPath is null ? program : "/bin/sh")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in outputPath is null ? arguments : ["-c", "exec \"$@\" >\"$0\"", outputPath, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // The environment of the tests must not configure the server.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("SIGNET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["PATH"] = path ?? Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var signet = new SignetProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, dataDirectory);
        signet._process.OutputDataReceived += (_, line) => signet.ReadOutput(line.Data);
        signet._process.ErrorDataReceived += (_, line) => signet.ReadError(line.Data);
        signet._process.Exited += (_, _) => signet._address.TrySetException(new InvalidOperationException($"signet has ended: {signet.Errors}"));
        signet._process.Start();
        signet._process.BeginOutputReadLine();
        signet._process.BeginErrorReadLine();
        signet._process.StandardInput.Close();
        return signet;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments, "");
        var code = await process.WaitForExitAsync();
        return (code, process.Output, process.Errors);
    }

    /// <summary>Sends SIGTERM, as systemd and Kubernetes do, and waits; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await WaitForExitAsync();
    }

    /// <summary>Sends a signal: <c>HUP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Sends SIGKILL, with the effect of a power failure on the process.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the exit; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<SignetProcess> ServeAsync(
        string? outputPath,
        string? path,
        string dataDirectory,
        string[] flags,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? program = null)
    {
        var process = Start(
            ["serve", "--data-dir", dataDirectory, .. flags.Contains("--secure-port") ? [] : (string[])["--secure-port", "0"], .. flags],
            dataDirectory,
            outputPath,
            path,
            environment,
            program);
        await process._address.Task.WaitAsync(Patience.Limit);
        return process;
    }

    private void ReadOutput(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            FindAddress(line);
        }
    }

    /// <summary>The banner is on standard error when standard output is the audit log.</summary>
    private void FindAddress(string line)
    {
        if (line.StartsWith(Serves, StringComparison.Ordinal))
        {
            Address = new Uri(line[Serves.Length..]);
            _address.TrySetResult(line[Serves.Length..]);
        }
    }

    private void ReadError(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
            FindAddress(line);
        }
    }
}
