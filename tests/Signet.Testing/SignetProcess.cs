using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Testing;

/// <summary>A real <c>signet</c> process; ends only itself, by its id.</summary>
public sealed class SignetProcess : IAsyncDisposable
{
    private const string Serves = "Signet serves ";
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SignetProcess(Process process, string dataDirectory) => (_process, DataDirectory) = (process, dataDirectory);

    /// <summary>Its data directory.</summary>
    public string DataDirectory { get; }

    /// <summary>Its address: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1:0");

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has said that it serves.</summary>
    public bool IsServing => _address.Task.IsCompletedSuccessfully;

    /// <summary>All that it wrote to standard output.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>All that it wrote to standard error.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts a server on a free port and waits until it is ready.</summary>
    public static Task<SignetProcess> ServeAsync(string dataDirectory, params string[] flags) => ServeAsync(null, null, dataDirectory, flags);

    /// <summary>The same; standard output goes to a file or a pipe.</summary>
    public static Task<SignetProcess> ServeIntoAsync(string? outputPath, string dataDirectory, params string[] flags) =>
        ServeAsync(outputPath, null, dataDirectory, flags);

    /// <summary>The same with another variable PATH.</summary>
    public static Task<SignetProcess> ServeOnPathAsync(string? path, string dataDirectory, params string[] flags) => ServeAsync(null, path, dataDirectory, flags);

    /// <summary>Starts any command.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="dataDirectory">Its data directory, when it is a server.</param>
    /// <param name="outputPath">The file or pipe that standard output goes to; null keeps it in <see cref="Output"/>.</param>
    /// <param name="path">The variable PATH; null is that of the tests.</param>
    public static SignetProcess Start(IEnumerable<string> arguments, string dataDirectory, string? outputPath = null, string? path = null)
    {
        var program = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
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

        // The variables of the one who runs the tests, settings or not, are not the server's.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("SIGNET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["PATH"] = path ?? Environment.GetEnvironmentVariable("PATH");
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

    /// <summary>Waits until it has written a text to standard error: a log line may come behind the answer to the request that it tells of.</summary>
    public Task UntilSaysAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(Errors.Contains(text, StringComparison.Ordinal)), $"the log says \"{text}\"");

    /// <summary>Trusts the server's authority and no other.</summary>
    public X509ChainPolicy TrustPolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(DataDirectory, "ca.crt"))));
        return policy;
    }

    /// <summary>
    /// A client that trusts the server's authority; with the administrator's certificate if wanted. One that expects 100-continue holds a
    /// body back until the server reads it.
    /// </summary>
    public HttpClient CreateClient(bool asAdministrator = false)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, Expect100ContinueTimeout = Patience.Limit };
        handler.SslOptions.CertificateChainPolicy = TrustPolicy();
        if (asAdministrator)
        {
            handler.SslOptions.ClientCertificates =
                [X509Certificate2.CreateFromPemFile(Path.Combine(DataDirectory, "admin.crt"), Path.Combine(DataDirectory, "admin.key"))];
        }

        return new HttpClient(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>A connection of one's own, for what no client would send; it trusts the server's authority.</summary>
    public async Task<SslStream> ConnectAsync(SslApplicationProtocol protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address.Host, Address.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Address.Host,
                ApplicationProtocols = [protocol],
                CertificateChainPolicy = TrustPolicy(),
            });
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, as systemd and Kubernetes do, and waits; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await WaitForExitAsync();
    }

    /// <summary>Sends it a signal: <c>HUP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
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

    private static async Task<SignetProcess> ServeAsync(string? outputPath, string? path, string dataDirectory, string[] flags)
    {
        var process = Start(
            ["serve", "--data-dir", dataDirectory, .. flags.Contains("--secure-port") ? [] : (string[])["--secure-port", "0"], .. flags],
            dataDirectory,
            outputPath,
            path);
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
