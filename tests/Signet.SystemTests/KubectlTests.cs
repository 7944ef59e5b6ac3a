using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>The use cases of README with several versions of kubectl.</summary>
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
    public async Task CreateToken_BoundToASecret_PrintsATokenThatIsRevokedWithIt(string version)
    {
        var kubectl = Kubectl(version);

        Assert.Equal("serviceaccount/x created", await kubectl.RunAsync("create", "serviceaccount", "x"));
        Assert.Equal("secret/s created", await kubectl.RunAsync("create", "secret", "generic", "s"));
        var token = await kubectl.RunAsync(
            "create", "token", "x", "--audience=a", "--duration=1h", "--bound-object-kind=Secret", "--bound-object-name=s");

        var claims = ClaimsReader.TryRead(JwtReader.TryRead(token)!.Payload.Span)!;
        Assert.Equal(["a"], claims.Audiences);
        Assert.Equal(3600, claims.ExpiresAt - claims.IssuedAt);
        Assert.Equal("s", Assert.IsType<BoundClaim.Secret>(claims.Bound).Object.Name);
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        Assert.True((bool?)(await admin.ReviewAsync(token, """["a"]"""))["authenticated"]);
        Assert.Equal("secret \"s\" deleted", (await kubectl.RunAsync("delete", "secret", "s")).Replace(" from default namespace", "", StringComparison.Ordinal));
        Assert.Null((await admin.ReviewAsync(token, """["a"]"""))["authenticated"]);
    }

    /// <summary>kubectl 1.27 uses SelfSubjectReview v1beta1, which Kubernetes 1.36 no longer has.</summary>
    [Theory]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task AuthWhoami_Administrator_ShowsNameAndGroups(string version)
    {
        var shown = await Kubectl(version).RunAsync("auth", "whoami");

        Assert.Matches(@"Username +signet-admin", shown);
        Assert.Matches(@"Groups +\[system:masters system:authenticated\]", shown);
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task GetAndDelete_OfTheKinds_Work(string version)
    {
        var kubectl = Kubectl(version);

        Assert.Equal("namespace/team created", await kubectl.RunAsync("create", "namespace", "team"));
        Assert.Contains("team", await kubectl.RunAsync("get", "namespaces", "-o", "name"), StringComparison.Ordinal);
        Assert.Equal("default", await kubectl.RunAsync("get", "serviceaccount", "default", "-n", "default", "-o", "jsonpath={.metadata.name}"));
        Assert.StartsWith("namespace \"team\" deleted", await kubectl.RunAsync("delete", "namespace", "team"), StringComparison.Ordinal);
        Assert.DoesNotContain("team", await kubectl.RunAsync("get", "namespaces", "-o", "name"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.30")]
    [InlineData("1.33")]
    public async Task AuthCanI_OfAServiceAccount_PrintsTheRightsOfItsRoles(string version)
    {
        const string Account = "--as=system:serviceaccount:default:builder";
        var kubectl = Kubectl(version);
        Assert.Equal("serviceaccount/builder created", await kubectl.RunAsync("create", "serviceaccount", "builder"));
        Assert.Equal((1, "no"), await AnswerAsync(kubectl, "auth", "can-i", "get", "secrets", Account));

        Assert.Equal("role.rbac.authorization.k8s.io/reader created",
            await kubectl.RunAsync("create", "role", "reader", "--verb=get,list", "--resource=secrets,pods/status"));
        Assert.Equal("rolebinding.rbac.authorization.k8s.io/readers created",
            await kubectl.RunAsync("create", "rolebinding", "readers", "--role=reader", "--serviceaccount=default:builder"));
        Assert.Equal("clusterrole.rbac.authorization.k8s.io/metrics created",
            await kubectl.RunAsync("create", "clusterrole", "metrics", "--verb=get", "--non-resource-url=/metrics/*"));
        Assert.Equal("clusterrolebinding.rbac.authorization.k8s.io/metrics created",
            await kubectl.RunAsync("create", "clusterrolebinding", "metrics", "--clusterrole=metrics", "--serviceaccount=default:builder"));

        Assert.Equal((0, "yes"), await AnswerAsync(kubectl, "auth", "can-i", "get", "secrets", Account));
        Assert.Equal((0, "yes"), await AnswerAsync(kubectl, "auth", "can-i", "get", "pods", "--subresource=status", Account));
        Assert.Equal((0, "yes"), await AnswerAsync(kubectl, "auth", "can-i", "get", "/metrics/x", Account));
        Assert.Equal((1, "no"), await AnswerAsync(kubectl, "auth", "can-i", "get", "secrets", "-n", "kube-system", Account));
        Assert.Equal((1, "no"), await AnswerAsync(kubectl, "auth", "can-i", "delete", "secrets", Account));
        var list = await kubectl.RunAsync("auth", "can-i", "--list", Account);
        Assert.Matches(@"\nsecrets +\[\] +\[\] +\[get list\]", list);
        Assert.Matches(@"\n +\[/metrics/\*\] +\[\] +\[get\]", list);
        Assert.Matches(@"selfsubjectaccessreviews\.authorization\.k8s\.io +\[\] +\[\] +\[create\]", list);
        Assert.Matches(@"readers +Role/reader +\S+ +default/builder", await kubectl.RunAsync("get", "rolebindings", "-o", "wide"));
    }

    [Theory]
    [InlineData("1.27")]
    [InlineData("1.33")]
    public async Task AuthReconcile_RolesAndBindings_AddsWhatIsMissing(string version)
    {
        var kubectl = Kubectl(version);
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
        await kubectl.RunAsync("create", "role", "r", "--verb=list", "--resource=configmaps");

        await kubectl.RunAsync("auth", "reconcile", "-f", file);

        Assert.Equal((0, "yes"), await AnswerAsync(kubectl, "auth", "can-i", "get", "pods", "--as=eve"));
        Assert.Equal((0, "yes"), await AnswerAsync(kubectl, "auth", "can-i", "list", "configmaps", "--as=eve"));
        Assert.Equal((1, "no"), await AnswerAsync(kubectl, "auth", "can-i", "get", "pods", "--as=zoe"));
    }

    private static async Task<(int Code, string Output)> AnswerAsync(KubectlRunner kubectl, params string[] arguments)
    {
        var (code, output, _) = await kubectl.TryAsync(arguments);
        return (code, output);
    }

    private KubectlRunner Kubectl(string version) => KubectlRunner.Require(version, _server, _folder.Path);
}
