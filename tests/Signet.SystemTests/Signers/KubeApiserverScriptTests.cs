using System.Runtime.Versioning;
using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary>
/// <c>eng/kube-apiserver-signer.sh</c> with <c>kube-apiserver.sh</c> in place of kube-apiserver: the same flags, the same API, the real external signer and
/// etcd. It is run with the real one by hand.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class KubeApiserverScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("files")]
    [InlineData("managed")]
    public async Task Script_KeysRotateAndSignerRestarts_NothingIsRefused(string keys)
    {
        var run = await RunAsync(("KEYS", keys), ("KUBE_APISERVER", Executable("kube-apiserver.sh", await ReplacementAsync())));

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("rotated from ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"passed with keys={keys}: ", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The script is no proof if it does not notice a refused token.</summary>
    [Fact]
    public async Task Script_KubeApiserverRefusesTokens_Fails()
    {
        // It expects another audience than that of the issued tokens.
        var text = (await ReplacementAsync()).Replace("--api-audiences \"${flags[--api-audiences]}\"", "--api-audiences https://other.example.test", StringComparison.Ordinal);
        var run = await RunAsync(("KEYS", "managed"), ("KUBE_APISERVER", Executable("refusing.sh", text)));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("FAILED: a token was refused: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_KubeApiserverEnds_FailsWithItsLog()
    {
        var run = await RunAsync(("KEYS", "managed"), ("KUBE_APISERVER", Executable("ending.sh", "#!/bin/sh\necho 'Error: it does not like this'\nexit 1\n")));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("FAILED: kube-apiserver has ended, before kube-apiserver is ready", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Error: it does not like this", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_WithoutKubeApiserver_IsSkipped()
    {
        var run = await CommandRun.StartAsync("bash", _folder.Path, new() { ["KUBE_APISERVER"] = "" }, Script);

        Assert.Equal((0, "skipped: KUBE_APISERVER is not set\n"), (run.ExitCode, run.Output));
    }

    private static string Script => Path.Combine(TestMachine.Root, "eng", "kube-apiserver-signer.sh");

    private static Task<string> ReplacementAsync() =>
        File.ReadAllTextAsync(Path.Combine(TestMachine.Root, "tests/Signet.SystemTests/Signers/kube-apiserver.sh"), TestContext.Current.CancellationToken);

    private string Executable(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        File.SetUnixFileMode(_folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _folder.File(name);
    }

    private Task<CommandRun> RunAsync(params (string Name, string Value)[] variables)
    {
        foreach (var tool in (string[])["etcd", "openssl", "curl", "jq"])
        {
            TestMachine.Require(tool);
        }

        var environment = variables.ToDictionary(one => one.Name, one => one.Value);
        environment["ROUND"] = "5";
        environment["SIGNET"] = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
        return CommandRun.StartAsync("bash", _folder.Path, environment, Script);
    }
}
