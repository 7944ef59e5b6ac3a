using System.Diagnostics;
using Signet.Core.Tokens;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>What README promises, with the kubectls that people have.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SignetProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await SignetProcess.ServeAsync(_folder.File("data"), "--log-level", "warning");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task CreateToken_BoundToASecret_PrintsATokenThatDiesWithIt(string version)
    {
        var kubectl = TestMachine.RequireBeside($"kubectl.{version}", "kubectl");

        Assert.Equal("serviceaccount/x created", await RunAsync(kubectl, "create", "serviceaccount", "x"));
        Assert.Equal("secret/s created", await RunAsync(kubectl, "create", "secret", "generic", "s"));
        var token = await RunAsync(
            kubectl, "create", "token", "x", "--audience=a", "--duration=1h", "--bound-object-kind=Secret", "--bound-object-name=s");

        var claims = ClaimsReader.TryRead(JwtReader.TryRead(token)!.Payload.Span)!;
        Assert.Equal(["a"], claims.Audiences);
        Assert.Equal(3600, claims.ExpiresAt - claims.IssuedAt);
        Assert.Equal("s", Assert.IsType<BoundClaim.Secret>(claims.Bound).Object.Name);
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        Assert.True((bool?)(await admin.ReviewAsync(token, """["a"]"""))["authenticated"]);
        Assert.Equal("secret \"s\" deleted", (await RunAsync(kubectl, "delete", "secret", "s")).Replace(" from default namespace", "", StringComparison.Ordinal));
        Assert.Null((await admin.ReviewAsync(token, """["a"]"""))["authenticated"]);
    }

    /// <summary>kubectl 1.27 asks for SelfSubjectReview v1beta1, which Kubernetes 1.36 has no more.</summary>
    [Theory]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task AuthWhoami_Administrator_ShowsNameAndGroups(string version)
    {
        var shown = await RunAsync(TestMachine.RequireBeside($"kubectl.{version}", "kubectl"), "auth", "whoami");

        Assert.Matches(@"Username +signet-admin", shown);
        Assert.Matches(@"Groups +\[system:masters system:authenticated\]", shown);
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task GetAndDelete_OfTheKinds_Work(string version)
    {
        var kubectl = TestMachine.RequireBeside($"kubectl.{version}", "kubectl");

        Assert.Equal("namespace/team created", await RunAsync(kubectl, "create", "namespace", "team"));
        Assert.Contains("team", await RunAsync(kubectl, "get", "namespaces", "-o", "name"), StringComparison.Ordinal);
        Assert.Equal("default", await RunAsync(kubectl, "get", "serviceaccount", "default", "-n", "default", "-o", "jsonpath={.metadata.name}"));
        Assert.StartsWith("namespace \"team\" deleted", await RunAsync(kubectl, "delete", "namespace", "team"), StringComparison.Ordinal);
        Assert.DoesNotContain("team", await RunAsync(kubectl, "get", "namespaces", "-o", "name"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string kubectl, params string[] arguments)
    {
        var start = new ProcessStartInfo(kubectl) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = Path.Combine(_server.DataDirectory, "admin.kubeconfig");
        start.Environment["HOME"] = _folder.Path;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {await errors}");
        return (await output).Trim();
    }
}
