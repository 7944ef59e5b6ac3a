using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Testing;

namespace Signet.Tests.Cli.Check;

/// <summary><c>signet check</c>.</summary>
public sealed class ServerCheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_SixFaults_AllAreNamedAtOnceAndNothingIsMade()
    {
        File.WriteAllText(_folder.File("tokens.csv"), "the-secret-token\n");
        File.WriteAllText(_folder.File("policy.yaml"), "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Everything}]\n");
        File.WriteAllText(_folder.File("signet.yaml"), "secure-prt: 6443\n");

        var run = (await RunAsync(
            "--config", _folder.File("signet.yaml"), "--data-dir", _folder.File("data"), "--secure-port", "0", "--logg-level", "debug", "--token-auth-file", _folder.File("tokens.csv"),
            "--audit-log-path", _folder.File("audit.log"), "--audit-policy-file", _folder.File("policy.yaml"), "--client-ca-file", _folder.File("missing.crt"),
            "--service-account-signing-key-file", _folder.File("policy.yaml"))).Expect(4);

        Assert.Matches(
            $$"""
            ^error: unknown flag '--logg-level'; did you mean '--log-level'\?
            error: .*signet\.yaml: secure-prt: unknown setting; did you mean 'secure-port'\? .*
            error: --token-auth-file: .*tokens\.csv: .*
            error: --audit-policy-file: .*policy\.yaml: .*
            error: --client-ca-file: .*missing\.crt: cannot be read: .*
            error: --service-account-signing-key-file: .*policy\.yaml.*
            6 errors, 0 warnings: `signet serve` with these settings does not start
            $
            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.DoesNotContain("the-secret-token", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("data")));
        Assert.False(File.Exists(_folder.File("audit.log")));
    }

    [Fact]
    public async Task Check_GoodSettings_ExitCode0()
    {
        var run = (await RunAsync("--data-dir", _folder.File("data"), "--secure-port", "0", "--strict")).Expect(0);

        Assert.Equal("0 errors, 0 warnings: `signet serve` with these settings starts\n", run.Output);
    }

    [Fact]
    public async Task Check_WarningsOnly_FailWithStrict()
    {
        File.WriteAllText(_folder.File("tokens.csv"), "a-token,ann,7\n");
        OwnerOnlyFiles.SetMode(_folder.File("tokens.csv"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        string[] flags = ["--data-dir", _folder.File("data"), "--secure-port", "0", "--token-auth-file", _folder.File("tokens.csv")];

        (await RunAsync(flags)).Expect(0);
        var json = JsonNode.Parse((await RunAsync([.. flags, "--strict", "-o", "json"])).Expect(4).Output)!;

        Assert.True((bool)json["starts"]!);
        Assert.Empty(json["errors"]!.AsArray());
        var warning = Assert.Single(json["warnings"]!.AsArray())!;
        Assert.Equal("token-auth-file", (string?)warning["setting"]);
        Assert.Contains("every user can read it; mend it with: chmod 600", (string?)warning["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--secure-port")]
    [InlineData("--data-dir")]
    public async Task Check_FlagWithoutItsValue_IsAFinding(string flag)
    {
        var run = (await RunAsync("--log-level", "loud", flag)).Expect(4);

        Assert.Contains($"'{flag}'", run.Output.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("error: --log-level: \"loud\" is not allowed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ItsOwnFlagIsWrong_IsAFaultOfTheCommandLine()
    {
        (await RunAsync("-o", "xml")).ExpectFault(78, "\"xml\" is not allowed");
        (await RunAsync("surplus")).ExpectFault(78, "too many arguments");
    }

    private Task<CliRun> RunAsync(params string[] flags) =>
        CliRun.WholeAsync(new ApiEnvironment { Folder = _folder.Path }, TimeProvider.System, ["check", .. flags]);
}
