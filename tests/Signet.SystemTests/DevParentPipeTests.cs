using System.Diagnostics;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary><c>signet dev --exit-on-close</c>, and its report for programs.</summary>
public sealed class DevParentPipeTests : IDisposable
{
    private static readonly string Signet = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task StandardInput_IsClosed_EndsTheServer()
    {
        using var dev = Start(Signet, "dev", "--account", "app", "--exit-on-close", "0", "-o", "json");
        var report = await ReadReportAsync(dev);
        Assert.Equal(["account", "address", "caFile", "issuer", "kubeconfig", "tokenFile"], report.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("app", (string?)report["address"]), ((string?)report["account"], (string?)report["issuer"]));
        Assert.Contains("client-key-data: ", await File.ReadAllTextAsync((string)report["kubeconfig"]!), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await File.ReadAllTextAsync((string)report["caFile"]!), StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllTextAsync((string)report["tokenFile"]!)).Split('.').Length);

        // What is written into the pipe has no meaning.
        await dev.StandardInput.WriteLineAsync("quit");
        await dev.StandardInput.FlushAsync();
        var who = await CommandRun.StartAsync(Signet, _temporary.Path, new() { ["KUBECONFIG"] = (string)report["kubeconfig"]! }, "whoami");
        Assert.Equal(0, who.ExitCode);
        dev.StandardInput.Close();

        await WaitForExitAsync(dev);
        Assert.Equal((0, ""), (dev.ExitCode, await dev.StandardError.ReadToEndAsync()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path, "signet-*"));
    }

    [Fact]
    public async Task OtherDescriptor_IsClosed_EndsTheCommandFirst()
    {
        const string Script = "trap 'echo asked; exit 3' TERM; echo runs; while :; do sleep 0.1; done";
        using var dev = Start("sh", "-c", "exec \"$0\" dev --exit-on-close 3 -- sh -c \"$1\" 3<&0 </dev/null", Signet, Script);
        Assert.Equal("runs", await dev.StandardOutput.ReadLineAsync());
        dev.StandardInput.Close();

        await WaitForExitAsync(dev);
        Assert.Equal((3, "asked\n"), (dev.ExitCode, await dev.StandardOutput.ReadToEndAsync()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path, "signet-*"));
    }

    [Theory]
    [InlineData("-1", "--exit-on-close: -1 is no file descriptor that can be used here")]
    [InlineData("999", "--exit-on-close: the file descriptor 999 is not open")]
    public async Task Descriptor_DoesNotExist_FailsWithOneLine(string descriptor, string message)
    {
        var (code, output, errors) = await SignetProcess.RunAsync("dev", $"--exit-on-close={descriptor}");

        Assert.Equal((78, "", $"signet: {message}"), (code, output, errors));
    }

    private static async Task<JsonObject> ReadReportAsync(Process dev)
    {
        var lines = new List<string>();
        while (lines is not [.., "}"])
        {
            lines.Add(await dev.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await dev.StandardError.ReadToEndAsync()));
        }

        return JsonNode.Parse(string.Concat(lines))!.AsObject();
    }

    private static async Task WaitForExitAsync(Process dev)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await dev.WaitForExitAsync(patience.Token);
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = _temporary.Path;
        return Process.Start(start)!;
    }
}
