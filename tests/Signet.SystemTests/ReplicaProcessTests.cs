using System.Diagnostics;
using System.Net;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Two real processes on one etcd.</summary>
public sealed class ReplicaProcessTests : IAsyncLifetime
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly TemporaryFolder _folder = new();
    private EtcdCluster _etcd = null!;

    public async ValueTask InitializeAsync()
    {
        _etcd = await EtcdCluster.StartAsync();
        await File.WriteAllBytesAsync(_folder.File("kek"), KeyEncryptionKeyFile.Generate());
    }

    public async ValueTask DisposeAsync()
    {
        await _etcd.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What kubectl does on one replica it finds on the other one, also when the first has been stopped.</summary>
    [Fact]
    public async Task Kubectl_OnBothReplicas_SeesOneCluster()
    {
        await using var first = await ServeAsync("a");
        await using var second = await ServeAsync("b");
        var (a, b) = (Kubectl(first), Kubectl(second));

        await a.RunAsync("create", "namespace", "shop");
        await b.RunAsync("create", "serviceaccount", "till", "-n", "shop");
        var token = await a.RunAsync("create", "token", "till", "-n", "shop");
        Assert.Equal("system:serviceaccount:shop:till", await UserAsync(second, token));
        Assert.Equal(0, await first.TerminateAsync());

        await b.RunAsync("create", "namespace", "after");
        using var client = new ApiClient(second.CreateClient(asAdministrator: true));
        await client.UntilFoundAsync("/api/v1/namespaces/after/serviceaccounts/default");
        Assert.Equal("system:serviceaccount:shop:till", await UserAsync(second, token));
        var keys = await SignetProcess.RunAsync("keys", "list", "--data-dir", second.DataDirectory);
        Assert.True(keys.ExitCode == 0, keys.Errors);
        Assert.Contains("Current", keys.Output, StringComparison.Ordinal);
        Assert.Equal(0, await second.TerminateAsync());
    }

    /// <summary><c>signet keys</c> without a running server: the store in etcd is given, or the error says what is missing.</summary>
    [Fact]
    public async Task Keys_NoServerRuns_NeedTheFlagsOfEtcd()
    {
        await using (var server = await ServeAsync("a"))
        {
            Assert.Equal(0, await server.TerminateAsync());
        }

        var without = await SignetProcess.RunAsync("keys", "list", "--data-dir", _folder.File("a"));
        var with = await SignetProcess.RunAsync(
            "keys", "list", "--data-dir", _folder.File("a"), "--etcd-servers", _etcd.Addresses, "--key-encryption-key-file", _folder.File("kek"));

        Assert.Equal(78, without.ExitCode);
        Assert.Contains("If the store is in etcd, give --etcd-servers, too", without.Errors, StringComparison.Ordinal);
        Assert.True(with.ExitCode == 0, with.Errors);
        Assert.Contains("Current", with.Output, StringComparison.Ordinal);
    }

    /// <summary>A process that was stopped while a pod was deleted does not answer from what it knew before.</summary>
    [Fact]
    public async Task Stopped_WhileAPodIsDeleted_RefusesItsTokenWhenItGoesOn()
    {
        await using var first = await ServeAsync("a");
        await using var second = await ServeAsync("b");
        using var a = new ApiClient(first.CreateClient(asAdministrator: true));
        using var b = new ApiClient(second.CreateClient(asAdministrator: true));
        await a.UntilDefaultAccountAsync();
        var pod = await a.CreateAsync(
            "/api/v1/namespaces/default/pods", """{"metadata":{"name":"pod"},"spec":{"serviceAccountName":"default","containers":[{"name":"c","image":"i"}]}}""");
        var token = await a.IssueAsync(
            "default", $$$"""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"pod","uid":"{{{(string?)pod["metadata"]!["uid"]}}}"}}""");
        Assert.True(await b.IsAcceptedAsync(token));

        await second.SignalAsync("STOP");
        Assert.Equal(HttpStatusCode.OK, (await a.DeleteAsync("/api/v1/namespaces/default/pods/pod?gracePeriodSeconds=0")).Code);
        var since = Stopwatch.StartNew();
        var accepted = b.IsAcceptedAsync(token);
        await Patience.UntilAsync(() => Task.FromResult(since.Elapsed > Freshness * 2), "the freshness has passed");
        Assert.False(accepted.IsCompleted);
        await second.SignalAsync("CONT");

        Assert.False(await accepted);
        Assert.False(await b.IsAcceptedAsync(token));
    }

    private Task<SignetProcess> ServeAsync(string name) => SignetProcess.ServeAsync(
        _folder.File(name), "--etcd-servers", _etcd.Addresses, "--key-encryption-key-file", _folder.File("kek"), "--signing-algorithm", "ES256",
        "--service-account-issuer", "https://issuer.example.test");

    private KubectlRunner Kubectl(SignetProcess server) => KubectlRunner.Require("1.33", server, _folder.Path);

    private static async Task<string?> UserAsync(SignetProcess server, string token)
    {
        using var client = new ApiClient(server.CreateClient(asAdministrator: true));
        return (string?)(await client.ReviewAsync(token))["user"]?["username"];
    }
}
