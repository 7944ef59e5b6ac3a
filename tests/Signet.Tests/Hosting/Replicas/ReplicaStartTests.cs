using System.Net;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Replicas;

/// <summary>The start of replicas on one etcd: what they share, what the first one makes, and which starts are refused.</summary>
[Collection(OnEtcd.Name)]
public sealed class ReplicaStartTests(SharedEtcd etcd)
{
    private const string RootMap = "/api/v1/namespaces/default/configmaps/kube-root-ca.crt";

    /// <summary>The first replica has made the namespaces and roles before the second one is ready, and the second one does not lead.</summary>
    [Fact]
    public async Task Start_SecondReplica_IsReadyWithTheDefaultsWithoutLeading()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        var first = await stage.ServeAsync("a");
        var second = await stage.ServeAsync("b");
        using var client = new ApiClient(second.CreateClient(asAdministrator: true));

        var ready = await client.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, ready.Code);
        Assert.Contains("[+]garbage-collector ok: another replica is the leader", ready.Body, StringComparison.Ordinal);
        foreach (var path in (string[])["/api/v1/namespaces/kube-system", "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin"])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).Code);
        }

        Assert.True(await stage.LeadsAsync(first));
    }

    /// <summary>One CA wins. Each replica has a serving certificate of its own from it, and a client that trusts kube-root-ca.crt reaches each.</summary>
    [Fact]
    public async Task Start_ThreeAtOnce_ShareOneCaAndOneKey()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);

        var servers = await Task.WhenAll(stage.ServeAsync("a"), stage.ServeAsync("b"), stage.ServeAsync("c"));

        var pem = Assert.Single(servers.Select(server => server.Server.CaBundlePem).Distinct())!;
        Assert.Equal(3, servers.Select(server => server.Server.Parts.Certificates.Serving.Current.Certificate.Thumbprint).Distinct().Count());
        Assert.Single(servers.Select(server => server.Server.Parts.Keys.Current.Keys[0].KeyId).Distinct());
        Assert.All(servers, server => Assert.Equal(pem.Trim(), File.ReadAllText(Path.Combine(server.DataDirectory, "ca.crt")).Trim()));
        Assert.All(servers, server => Assert.False(File.Exists(Path.Combine(server.DataDirectory, "ca.key"))));
        using var first = new ApiClient(servers[0].CreateClient(asAdministrator: true));
        await first.UntilFoundAsync(RootMap);
        var root = (string)(await first.GetAsync(RootMap)).Json["data"]!["ca.crt"]!;
        Assert.Equal(pem.Trim(), root.Trim());
        foreach (var server in servers)
        {
            // The administrator's certificate of the first replica is one of the shared CA.
            using var client = new ApiClient(Trusting(root, server.Address, servers[0].Server.AdministratorCertificate));
            Assert.Equal("signet-admin", await UserAsync(client));
        }
    }

    [Fact]
    public async Task Start_OtherKeyEncryptionKey_IsRefusedAndChangesNothing()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        await stage.StopAsync(await stage.ServeAsync("a"));
        var before = await stage.Store.GetRevisionAsync(default);

        var wrong = await Assert.ThrowsAsync<StartupException>(() => SignetInProcess.ServeAsync(
            stage.DataOf("b"), [.. stage.EtcdFlags(), "--key-encryption-key-file", stage.NewKeyFile("other")]));
        var missing = await Assert.ThrowsAsync<StartupException>(() => SignetInProcess.ServeAsync(stage.DataOf("c"), stage.EtcdFlags()));

        Assert.Contains("the CA certificate and key of all replicas in the store are sealed with the key-encryption key", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("key-encryption.key is missing", missing.Message, StringComparison.Ordinal);
        Assert.Contains("set --key-encryption-key-file", missing.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, wrong.ExitCode);
        Assert.Equal(StartFault.ConfigurationExitCode, missing.ExitCode);
        Assert.False(File.Exists(Path.Combine(stage.DataOf("c"), "key-encryption.key")));
        Assert.Equal(before, await stage.Store.GetRevisionAsync(default));
    }

    /// <summary>Kubeconfigs of a server that moves to etcd stay valid.</summary>
    [Fact]
    public async Task Start_DirectoryOfAServerWithAStoreOfItsOwn_ItsCaIsSharedAndAnotherIsRefused()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        string pem;
        await using (var own = await SignetInProcess.ServeAsync(stage.DataOf("a"), "--signing-algorithm", "ES256"))
        {
            pem = own.Server.CaBundlePem!;
        }

        await using (await SignetInProcess.ServeAsync(stage.DataOf("b"), "--signing-algorithm", "ES256"))
        {
        }

        var first = await stage.ServeAsync("a");
        Assert.Equal(pem, first.Server.CaBundlePem);
        Assert.Contains("store.db", first.Errors, StringComparison.Ordinal);
        var second = await stage.ServeAsync("c");
        Assert.Equal(pem, second.Server.CaBundlePem);
        var refused = await Assert.ThrowsAsync<StartupException>(() => stage.ServeAsync("b"));
        Assert.Contains("another CA than the one in the store", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The record is sealed: it has the certificate, and no key in the clear.</summary>
    [Fact]
    public async Task Record_InTheStore_HasNoKeyInTheClear()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        var server = await stage.ServeAsync("a");

        var record = (await stage.Store.GetAsync(AuthorityRecord.StorageKey, default))!.Value;

        using var authority = X509Certificate2.CreateFromPem(server.Server.CaBundlePem);
        Assert.True(record.Span.IndexOf(authority.RawData) > 0);

        // The object identifier of P-256 is in the certificate, and a second time only in a private key.
        Assert.Equal(1, record.Span.Count((ReadOnlySpan<byte>)[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]));
    }

    [Fact]
    public async Task Start_EtcdDoesNotAnswer_IsRefusedAndTransient()
    {
        using var folder = new TemporaryFolder();
        var port = EtcdMember.FreePort();

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            SignetInProcess.ServeAsync(folder.File("data"), "--etcd-servers", EtcdMember.Url(port)));

        Assert.StartsWith("--etcd-servers: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.TransientExitCode, refused.ExitCode);
    }

    private static async Task<string?> UserAsync(ApiClient client) => (string?)(await client.CreateAsync(
        "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}"))["status"]!["userInfo"]!["username"];

    private static HttpClient Trusting(string pem, Uri address, X509Certificate2 client)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy, ClientCertificates = [client] } };
        return new HttpClient(handler) { BaseAddress = address };
    }
}
