using Signet.Testing;

namespace Signet.Tests.Cli.Api;

/// <summary>How commands find and reach a server, over real HTTPS.</summary>
public sealed class ApiConnectionTests : IAsyncLifetime
{
    private CliStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await CliStage.StartAsync("--token-auth-file", TokenFile.Write(_folder, "t-nobody,nobody,7,team"));

    private readonly TemporaryFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_FlagBeforeVariable_IsUsed()
    {
        _stage.Set("KUBECONFIG", _stage.File("none"));

        Assert.Contains("signet-admin", (await _stage.RunAsync("whoami", "--kubeconfig", _stage.File("admin"))).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_VariableWithAMissingFile_UsesTheOthers()
    {
        _stage.Set("KUBECONFIG", $"{_stage.File("none")}{Path.PathSeparator}{_stage.File("admin")}");

        (await _stage.RunAsync("whoami")).Expect(0);
    }

    [Fact]
    public async Task Open_VariableWithMissingFilesOnly_IsRefused()
    {
        _stage.Set("KUBECONFIG", "/none/a:/none/b");
        _stage.Write("home/.kube/config", _stage.Server.Server.AdministratorKubeconfig);

        (await _stage.RunAsync("whoami")).ExpectFault(78, "none of the files that $KUBECONFIG names exists (/none/a, /none/b); correct it, unset it, or give --kubeconfig");
    }

    [Fact]
    public async Task Open_NoVariable_UsesTheHomeFolder()
    {
        _stage.Set("KUBECONFIG", "");
        _stage.Write("home/.kube/config", _stage.Server.Server.AdministratorKubeconfig);

        Assert.Equal("", (await _stage.RunAsync("whoami")).Expect(0).Errors);
    }

    [Fact]
    public async Task Open_OnlyADataDirectory_UsesItsKubeconfigAndSaysSo()
    {
        _stage.Set("KUBECONFIG", "");
        _stage.Write("signet-data/admin.kubeconfig", _stage.Server.Server.AdministratorKubeconfig);

        Assert.Equal("Using signet-data/admin.kubeconfig, because no kubeconfig is set.\n", (await _stage.RunAsync("whoami")).Expect(0).Errors);
    }

    [Fact]
    public async Task Open_Nothing_SaysWhatToDo()
    {
        _stage.Set("KUBECONFIG", "");

        (await _stage.RunAsync("whoami")).ExpectFault(78, "`signet serve` starts a server here and makes one");
    }

    [Fact]
    public async Task Open_InAPod_UsesItsServiceAccount()
    {
        _stage.Set("KUBECONFIG", "");
        _stage.Set("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        _stage.Set("KUBERNETES_SERVICE_PORT", $"{_stage.Server.Address.Port}");
        _stage.Write("pod/ca.crt", _stage.Server.Server.CaBundlePem!);
        _stage.Write("pod/token", await _stage.IssueAsync("worker") + "\n");
        _stage.Write("pod/namespace", "default");

        Assert.Contains("system:serviceaccount:default:worker", (await _stage.RunAsync("whoami")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("in-cluster", (await _stage.RunAsync("context")).Expect(0).Output, StringComparison.Ordinal);
        (await _stage.RunAsync("whoami", "--context", "x")).ExpectFault(78, "--context needs a kubeconfig");
    }

    [Fact]
    public async Task Open_Context_IsChosen()
    {
        _stage.Write("user", _stage.KubeconfigOf("t-nobody"));
        _stage.Set("KUBECONFIG", $"{_stage.File("admin")}{Path.PathSeparator}{_stage.File("user")}");

        Assert.Contains("nobody", (await _stage.RunAsync("whoami", "--context", "x")).Expect(0).Output, StringComparison.Ordinal);
        (await _stage.RunAsync("whoami", "--context", "y")).ExpectFault(78, "there is no context \"y\" in ");
    }

    [Fact]
    public async Task Open_Proxy_ConnectsThroughIt()
    {
        await using var proxy = new ConnectProxy();
        _stage.Write("user", _stage.KubeconfigOf("t-nobody", $", proxy-url: \"{proxy.Address}\""));

        Assert.Contains("nobody", (await _stage.RunAsync("whoami", "--kubeconfig", _stage.File("user"))).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal($"CONNECT {_stage.Server.Address.Authority} HTTP/1.1", await proxy.RequestLineAsync());
    }

    [Theory]
    [InlineData("t-unknown", "does not accept the credentials of the kubeconfig (401 Unauthorized)")]
    [InlineData("t-nobody", "is forbidden: User \"nobody\" cannot create resource \"serviceaccounts/token\" in API group \"\" in the namespace \"team\"; allow it by a role (RBAC)")]
    public async Task Send_RefusedUser_IsExplained(string token, string fault)
    {
        _stage.Write("user", _stage.KubeconfigOf(token));

        (await _stage.RunAsync("token", "create", "default", "--kubeconfig", _stage.File("user"))).ExpectFault(1, fault);
    }

    [Theory]
    [InlineData("{exec: {command: aws}}", "users[0].user.exec: is not supported; use a client certificate, token or tokenFile")]
    [InlineData("{tokenFile: none}", "the token file of the kubeconfig cannot be read")]
    public async Task Open_UserThatCannotBeUsed_NamesTheFault(string user, string fault)
    {
        _stage.Write("user", _stage.KubeconfigOf("t").Replace("{token: t}", user, StringComparison.Ordinal));

        (await _stage.RunAsync("whoami", "--kubeconfig", _stage.File("user"))).ExpectFault(78, fault);
    }

    [Fact]
    public async Task Send_ServerOfAnotherAuthority_SaysWhatIsTrusted()
    {
        await using var other = await HttpsServer.StartAsync(_ => Task.CompletedTask);
        _stage.Write("user", _stage.KubeconfigOf("t"));
        _stage.Write("ca.crt", other.AuthorityPem);

        (await _stage.RunAsync("whoami", "--kubeconfig", _stage.File("user"))).ExpectFault(1, "the certificate of the server is not the one that the kubeconfig trusts");
    }

    [Fact]
    public async Task Send_HttpToAnHttpsPort_SaysSo()
    {
        _stage.Write("user", _stage.KubeconfigOf("t").Replace("https://", "http://", StringComparison.Ordinal));

        (await _stage.RunAsync("whoami", "--kubeconfig", _stage.File("user"))).ExpectFault(1, "the server may expect https://");
    }

    [Fact]
    public async Task Send_EndedServer_AsksWhetherItRuns()
    {
        await _stage.EndAsync();

        (await _stage.RunAsync("whoami")).ExpectFault(1, $"is a server running at https://127.0.0.1:{_stage.Server.Address.Port}?");
    }
}
