using System.Diagnostics;
using Signet.Core.Tokens;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>What README promises, with the kubectls that people have.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SignetProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--log-level", "warning");
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
    }

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

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task AuthCanI_OfAServiceAccount_SaysWhatItsRolesGive(string version)
    {
        const string Account = "--as=system:serviceaccount:default:builder";
        var kubectl = TestMachine.RequireBeside($"kubectl.{version}", "kubectl");
        Assert.Equal("serviceaccount/builder created", await RunAsync(kubectl, "create", "serviceaccount", "builder"));
        Assert.Equal((1, "no"), await TryAsync(kubectl, "auth", "can-i", "get", "secrets", Account));

        Assert.Equal("role.rbac.authorization.k8s.io/reader created",
            await RunAsync(kubectl, "create", "role", "reader", "--verb=get,list", "--resource=secrets,pods/status"));
        Assert.Equal("rolebinding.rbac.authorization.k8s.io/readers created",
            await RunAsync(kubectl, "create", "rolebinding", "readers", "--role=reader", "--serviceaccount=default:builder"));
        Assert.Equal("clusterrole.rbac.authorization.k8s.io/metrics created",
            await RunAsync(kubectl, "create", "clusterrole", "metrics", "--verb=get", "--non-resource-url=/metrics/*"));
        Assert.Equal("clusterrolebinding.rbac.authorization.k8s.io/metrics created",
            await RunAsync(kubectl, "create", "clusterrolebinding", "metrics", "--clusterrole=metrics", "--serviceaccount=default:builder"));

        Assert.Equal((0, "yes"), await TryAsync(kubectl, "auth", "can-i", "get", "secrets", Account));
        Assert.Equal((0, "yes"), await TryAsync(kubectl, "auth", "can-i", "get", "pods", "--subresource=status", Account));
        Assert.Equal((0, "yes"), await TryAsync(kubectl, "auth", "can-i", "get", "/metrics/x", Account));
        Assert.Equal((1, "no"), await TryAsync(kubectl, "auth", "can-i", "get", "secrets", "-n", "kube-system", Account));
        Assert.Equal((1, "no"), await TryAsync(kubectl, "auth", "can-i", "delete", "secrets", Account));
        var list = await RunAsync(kubectl, "auth", "can-i", "--list", Account);
        Assert.Matches(@"\nsecrets +\[\] +\[\] +\[get list\]", list);
        Assert.Matches(@"\n +\[/metrics/\*\] +\[\] +\[get\]", list);
        Assert.Matches(@"selfsubjectaccessreviews\.authorization\.k8s\.io +\[\] +\[\] +\[create\]", list);
        Assert.Matches(@"readers +Role/reader +\S+ +default/builder", await RunAsync(kubectl, "get", "rolebindings", "-o", "wide"));
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task AuthReconcile_RolesAndBindings_AddsWhatIsMissing(string version)
    {
        var kubectl = TestMachine.RequireBeside($"kubectl.{version}", "kubectl");
        var file = _folder.File("roles.yaml");
        await File.WriteAllTextAsync(file, """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: r, namespace: default}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: eve}
            """);
        await RunAsync(kubectl, "create", "role", "r", "--verb=list", "--resource=configmaps");

        await RunAsync(kubectl, "auth", "reconcile", "-f", file);

        Assert.Equal((0, "yes"), await TryAsync(kubectl, "auth", "can-i", "get", "pods", "--as=eve"));
        Assert.Equal((0, "yes"), await TryAsync(kubectl, "auth", "can-i", "list", "configmaps", "--as=eve"));
        Assert.Equal((1, "no"), await TryAsync(kubectl, "auth", "can-i", "get", "pods", "--as=zoe"));
    }

    private async Task<string> RunAsync(string kubectl, params string[] arguments)
    {
        var (code, output, errors) = await RunToEndAsync(kubectl, arguments);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    private async Task<(int Code, string Output)> TryAsync(string kubectl, params string[] arguments)
    {
        var (code, output, _) = await RunToEndAsync(kubectl, arguments);
        return (code, output);
    }

    private async Task<(int Code, string Output, string Errors)> RunToEndAsync(string kubectl, string[] arguments)
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
        return (process.ExitCode, (await output).Trim(), await errors);
    }
}
