using System.Runtime.Versioning;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>The built program, as people use it: with the kubeconfig of a data directory, in scripts and on a terminal.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The current folder has the data directory, and nothing else names a server.</summary>
    [Fact]
    public async Task Token_DataDirectoryInTheFolder_IsIssuedReviewedAndEnded()
    {
        await using var server = await SignetProcess.ServeAsync(_folder.File("signet-data"), "--signing-algorithm", "ES256");

        var run = await BashAsync("""
            set -eu
            TOKEN=$(signet token create builder --create-account --audience vault 2>notes)
            signet token review "$TOKEN" --audience vault
            printf '%s' "$TOKEN" | signet token inspect - --verify --issuer-ca signet-data/ca.crt | head -n 1
            signet whoami | head -n 1
            signet context | tail -n 1
            code=0; signet token review - <<< not-a-token || code=$?
            echo "code $code"
            cat notes >&2
            """);

        var lines = run.Output.Split('\n');
        Assert.Equal("Accepted", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("Verified: signed with the key ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["user", "signet-admin"]);
        Assert.Contains(lines, line => line.StartsWith($"*        signet  {server.Address.OriginalString.TrimEnd('/')}", StringComparison.Ordinal));
        Assert.Equal("code 4", lines[^1]);
        Assert.Contains("Using signet-data/admin.kubeconfig, because no kubeconfig is set.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Made the service account builder in the namespace default.", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public async Task Inspect_Terminal_HasColourUnlessRefused(string variable, bool hasColour)
    {
        TestMachine.Require("script");

        // {"alg":"ES256"}, {}, three zero bytes.
        var run = await BashAsync($"""
            export TERM=xterm
            script -qec '{variable} signet token inspect eyJhbGciOiJFUzI1NiJ9.e30.AAAA' /dev/null
            signet token inspect eyJhbGciOiJFUzI1NiJ9.e30.AAAA > file
            """);

        Assert.Contains("Not verified", run.Output, StringComparison.Ordinal);
        Assert.Equal(hasColour, run.Output.Contains("\e[33mNot verified\e[0m", StringComparison.Ordinal));
        Assert.DoesNotContain("\e[3", await File.ReadAllTextAsync(_folder.File("file"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<(string Output, string Errors)> BashAsync(string script)
    {
        Directory.CreateDirectory(_folder.File("home"));
        var (code, output, errors) = await ProgramRun.ToEndAsync(
            TestMachine.Require("bash"),
            ["-c", script],
            new Dictionary<string, string?>
            {
                ["PATH"] = $"{Path.GetDirectoryName(typeof(Cli.Program).Assembly.Location)}:{Environment.GetEnvironmentVariable("PATH")}",
                ["HOME"] = _folder.File("home"),
                ["KUBECONFIG"] = null,
                ["NO_COLOR"] = null,
                ["KUBERNETES_SERVICE_HOST"] = null,
            },
            _folder.Path);
        Assert.True(code == 0, $"{code}: {errors}\n{output}");
        return (output, errors);
    }
}
