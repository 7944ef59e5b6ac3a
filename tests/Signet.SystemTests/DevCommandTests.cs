using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary><c>signet dev</c> as a process: the variables, the command that it runs, signals, and that nothing stays.</summary>
public sealed partial class DevCommandTests : IDisposable
{
    private static readonly string Signet = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
    private readonly TemporaryFolder _current = new();
    private readonly TemporaryFolder _temporary = new();

    public void Dispose()
    {
        _current.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Command_Kubectl_WorksWithTheVariables()
    {
        TestMachine.Require("kubectl");
        const string Script = """
            stat -c %a "$KUBECONFIG" "$SERVICE_ACCOUNT_TOKEN_FILE" "$(dirname "$KUBECONFIG")"
            kubectl create serviceaccount builder >/dev/null
            kubectl create token builder --audience vault | cut -d. -f1-2 | tr . '\n' | wc -l
            kubectl --kubeconfig /dev/null --server "$SERVICE_ACCOUNT_ISSUER" --certificate-authority "$SERVICE_ACCOUNT_CA_FILE" \
              --token "$(cat "$SERVICE_ACCOUNT_TOKEN_FILE")" auth whoami -o jsonpath='{.status.userInfo.username}{"\n"}'
            kubectl get --raw /.well-known/openid-configuration | grep -o "\"issuer\":\"$SERVICE_ACCOUNT_ISSUER\"" | wc -l
            """;

        var run = await RunAsync("dev", "--account", "app", "--", "sh", "-ec", Script);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("600\n600\n700\n2\nsystem:serviceaccount:default:app\n1\n", run.Output);
    }

    [Fact]
    public async Task Command_Audiences_AreThoseOfTheToken()
    {
        var run = await RunAsync("dev", "--audience", "vault", "--audience", "https://sts.example.test", "--", "sh", "-c", "cat \"$SERVICE_ACCOUNT_TOKEN_FILE\"");

        var token = new JsonWebToken(run.Output);
        Assert.Equal(["vault", "https://sts.example.test"], token.Audiences);
        Assert.Equal(("ES256", "system:serviceaccount:default:dev"), (token.Alg, token.Subject));
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -KILL $$", 137)]
    public async Task Command_Ends_ItsExitCodeIsThatOfDev(string script, int code)
    {
        var run = await RunAsync("dev", "--", "sh", "-c", script);

        Assert.Equal((code, "", ""), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Command_DoesNotExist_Is127AndSaysSo()
    {
        var run = await RunAsync("dev", "--", "no-such-program");

        Assert.Equal(127, run.ExitCode);
        Assert.StartsWith("signet: no-such-program cannot be run: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--secure-port=70000", "--secure-port: 70000 is no port; it must be from 0 to 65535")]
    [InlineData("--account=a/b", "\"a/b\" is not allowed as a name")]
    [InlineData("--account=No", "ServiceAccount \"No\" is invalid")]
    public async Task Start_ImpossibleFlag_FailsWithOneLine(string flag, string message)
    {
        var run = await RunAsync("dev", flag);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', run.Errors.Trim());
    }

    [Fact]
    public async Task Start_PortInUse_FailsAndRunsNothing()
    {
        await using var first = StartDev();
        await UntilReportedAsync(first);
        var port = new Uri(AddressPattern().Match(first.Output).Groups[1].Value).Port;

        var second = await CommandRun.StartAsync(Signet, _current.Path, [], "dev", $"--secure-port={port}", "--", "sh", "-c", "echo it runs");

        Assert.NotEqual(0, second.ExitCode);
        Assert.Equal("", second.Output);
    }

    /// <summary>SIGTERM goes on to the command; a signal of the terminal reaches the command by itself.</summary>
    [Fact]
    public async Task Signal_Term_EndsTheCommandFirst()
    {
        await using var dev = StartDev("--", "sh", "-c", "trap 'echo asked; exit 3' TERM; echo runs; while :; do sleep 0.1; done");
        await Patience.UntilAsync(() => Task.FromResult(dev.Output == "runs"), "the command runs");
        await dev.SignalAsync("INT");

        Assert.Equal(3, await dev.TerminateAsync());
        Assert.Equal("runs\nasked", dev.Output);
        AssertNothingStays();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Signal_WithoutACommand_EndsTheServer(string signal)
    {
        await using var dev = StartDev();
        await UntilReportedAsync(dev);
        var exports = ExportPattern().Matches(dev.Output).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(
            ["KUBECONFIG", "SERVICE_ACCOUNT_CA_FILE", "SERVICE_ACCOUNT_ISSUER", "SERVICE_ACCOUNT_TOKEN_FILE"], exports.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(AddressPattern().Match(dev.Output).Groups[1].Value, exports["SERVICE_ACCOUNT_ISSUER"]);
        var issued = await CommandRun.StartAsync(Signet, _current.Path, new() { ["KUBECONFIG"] = exports["KUBECONFIG"] }, "token", "create", "dev");
        Assert.Equal(exports["SERVICE_ACCOUNT_ISSUER"], new JsonWebToken(issued.Output.Trim()).Issuer);

        await dev.SignalAsync(signal);
        if (signal == "HUP" && IsHangUpIgnored())
        {
            // As with nohup: the process of the tests was started so.
            var later = await CommandRun.StartAsync(Signet, _current.Path, new() { ["KUBECONFIG"] = exports["KUBECONFIG"] }, "whoami");
            Assert.Equal(0, later.ExitCode);
            await dev.SignalAsync("TERM");
        }

        Assert.Equal((0, ""), (await dev.WaitForExitAsync(), dev.Errors));
        AssertNothingStays();
    }

    /// <summary>Whether SIGHUP, the first bit of <c>SigIgn</c>, is ignored by this process and so by those that it starts (proc(5)).</summary>
    private static bool IsHangUpIgnored()
    {
        var line = File.ReadLines("/proc/self/status").Single(entry => entry.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (Convert.ToUInt64(line[7..].Trim(), 16) & 1) != 0;
    }

    private static Task UntilReportedAsync(SignetProcess dev) =>
        Patience.UntilAsync(() => Task.FromResult(dev.HasExited || dev.Output.Contains("Try: ", StringComparison.Ordinal)), () => $"it has started: {dev.Errors}");

    private SignetProcess StartDev(params string[] arguments) => SignetProcess.Start(
        ["dev", .. arguments], "", environment: new Dictionary<string, string?> { ["TMPDIR"] = _temporary.Path });

    private async Task<CommandRun> RunAsync(params string[] arguments)
    {
        var run = await CommandRun.StartAsync(Signet, _current.Path, new() { ["TMPDIR"] = _temporary.Path }, arguments);
        AssertNothingStays();
        return run;
    }

    private void AssertNothingStays()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_current.Path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path, "signet-*"));
    }

    [GeneratedRegex("""^  export (\w+)='([^']*)'$""", RegexOptions.Multiline)]
    private static partial Regex ExportPattern();

    [GeneratedRegex("""^Signet serves (\S+)$""", RegexOptions.Multiline)]
    private static partial Regex AddressPattern();
}
