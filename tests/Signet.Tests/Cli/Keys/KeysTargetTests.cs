using System.Net.Sockets;
using Signet.Server.Hosting.Directories;
using Signet.Testing;

namespace Signet.Tests.Cli.Keys;

/// <summary>How the commands find the keys, and what they say when they cannot.</summary>
public sealed class KeysTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_TwoServersAreNamed_IsRefused() => Assert.Contains(
        "--data-dir and --kubeconfig or --context name two servers",
        (await KeysCli.RunAsync("list", "--data-dir", _folder.Path, "--kubeconfig", _folder.File("config"))).Expect(78).Errors,
        StringComparison.Ordinal);

    [Fact]
    public async Task Open_DirectoryWithoutAStore_IsRefusedAndMadeNoFile()
    {
        Assert.Contains("has no store (store.db)", (await KeysCli.RunAsync("list", "--data-dir", _folder.File("none"))).Expect(78).Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("none")));
    }

    [Fact]
    public async Task Open_StoreWithoutManagedKeys_SaysWhereTheyComeFrom()
    {
        using (var key = System.Security.Cryptography.ECDsa.Create())
        {
            await File.WriteAllTextAsync(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        }

        await using (await SignetInProcess.ServeAsync(_folder.File("data"), "--service-account-signing-key-file", _folder.File("key.pem")))
        {
        }

        Assert.Contains("has no managed signing keys", (await KeysCli.RunAsync("list", "--data-dir", _folder.File("data"))).Expect(78).Errors, StringComparison.Ordinal);
    }

    /// <summary>A killed process leaves its socket; nothing listens on it.</summary>
    [Fact]
    public async Task Open_StaleSocket_UsesTheStore()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Store);
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(_folder.File("other.sock")));
            File.Move(_folder.File("other.sock"), Path.Combine(stage.DataDirectory, ControlSocket.Name));
        }

        Assert.Single(await stage.KeysAsync());
    }

    [Fact]
    public async Task Open_ServerThatDoesNotListen_SaysWhatToDo()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);
        File.Delete(Path.Combine(stage.DataDirectory, ControlSocket.Name));

        var listed = (await stage.RunAsync("list")).Expect(1);

        Assert.Contains("is in use by another process, which does not answer at its control socket", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SettingOfARunningServer_IsRefused()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);

        var refused = (await stage.RunAsync("rotate", "--signing-key-publication-lead", "48h")).Expect(78);

        Assert.Contains("--signing-key-publication-lead: a server runs with", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not: [a", "kubeconfig")]
    [InlineData("{}", "has no current context")]
    public async Task Open_KubeconfigThatCannotBeUsed_NamesTheFault(string content, string fault)
    {
        await File.WriteAllTextAsync(_folder.File("config"), content, TestContext.Current.CancellationToken);

        Assert.Contains(fault, (await KeysCli.RunAsync("list", "--kubeconfig", _folder.File("config"))).Expect(78).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_KubeconfigOfAnEndedServer_SaysThatItCannotBeReached()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Kubeconfig);
        await stage.EndAsync();

        Assert.Contains("cannot be reached", (await stage.RunAsync("list")).Expect(1).Errors, StringComparison.Ordinal);
        Assert.Contains("Whether the change was made is not known", (await stage.RunAsync("rotate")).Expect(1).Errors, StringComparison.Ordinal);
    }

    /// <summary>A kubeconfig with a token instead of a certificate: RBAC decides, as for any kind.</summary>
    [Theory]
    [InlineData("t-admin", 0, "")]
    [InlineData("t-nobody", 1, "signingkeyoperations.tokens.signet.dev is forbidden: User \"nobody\" cannot create resource \"signingkeyoperations\"")]
    [InlineData("t-unknown", 1, "does not know the credentials of the kubeconfig")]
    public async Task List_KubeconfigWithAToken_IsDecidedByRbac(string token, int exitCode, string fault)
    {
        await File.WriteAllTextAsync(
            _folder.File("tokens.csv"), "t-admin,admin,1,system:masters\nt-nobody,nobody,2\n", TestContext.Current.CancellationToken);
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--signing-algorithm", "ES256", "--token-auth-file", _folder.File("tokens.csv"));
        await File.WriteAllTextAsync(_folder.File("token"), token + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _folder.File("config"),
            $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "{{{server.Address}}}", certificate-authority: data/ca.crt}}]
            users: [{name: u, user: {tokenFile: token}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """,
            TestContext.Current.CancellationToken);

        var listed = (await KeysCli.RunAsync("list", "--kubeconfig", _folder.File("config"))).Expect(exitCode);

        Assert.Contains(fault, listed.Errors, StringComparison.Ordinal);
    }
}
