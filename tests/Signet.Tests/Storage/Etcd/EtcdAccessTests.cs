using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>Space quota, authentication, TLS and foreign data.</summary>
public sealed class EtcdAccessTests
{
    [Fact]
    public async Task Commit_QuotaUsedUp_IsFullAndChangesNothing()
    {
        await using var cluster = await EtcdCluster.StartAsync(1, "--quota-backend-bytes", $"{8 * 1024 * 1024}");
        await using var store = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(cluster.Members[0].Address), default);
        var large = new string('x', 1024 * 1024);
        var full = await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await EtcdStage.CommitAsync(store, EtcdStage.Put($"/large/{i}", large));
            }
        });

        Assert.False(full.TakesDeletions);
        var before = await store.GetRevisionAsync(default);
        await Patience.UntilAsync(async () => await IsFullAsync(store.CheckAsync(default)), "the check tells that etcd is full");

        Assert.True(await IsFullAsync(store.CommitAsync(EtcdStage.Put("/a", "1"), default).AsTask()));
        Assert.Equal(before, await store.GetRevisionAsync(default));
    }

    /// <summary>Above etcd's limit of a request, and above that of its gRPC server.</summary>
    [Fact]
    public async Task Commit_LargerThanEtcdTakes_IsTooLargeAndChangesNothing()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var store = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(cluster.Members[0].Address), default);
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));
        foreach (var size in (int[])[1536 * 1024, 3 * 1024 * 1024])
        {
            await Assert.ThrowsAsync<StoreValueTooLargeException>(async () => await store.CommitAsync(EtcdStage.Put("/a", new string('x', size)), default));
        }

        Assert.Equal("1", await EtcdStage.ReadAsync(store, "/a"));
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "2"));
    }

    [Fact]
    public async Task Open_UserAndPassword_AreUsedAndRenewed()
    {
        await using var cluster = await EtcdCluster.StartAsync(1, "--auth-token", "simple", "--auth-token-ttl", "1");
        var address = cluster.Members[0].Address;
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await PostAsync(http, "/v3/auth/user/add", new { name = "root", password = "the password" });
        await PostAsync(http, "/v3/auth/role/add", new { name = "root" });
        await PostAsync(http, "/v3/auth/user/grant", new { user = "root", role = "root" });
        await PostAsync(http, "/v3/auth/enable", new { });
        await using var store = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(address) with { User = new EtcdUser("root", "the password") }, default);
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));

        // etcd forgets tokens that are not used, and all of them when it starts again.
        await cluster.Members[0].KillAsync();
        cluster.Members[0].Start();
        Assert.True(await cluster.Members[0].IsServingAsync());
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "2"));

        Assert.Equal("2", await EtcdStage.ReadAsync(store, "/a"));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdObjectStore.OpenAsync(
            EtcdStage.OptionsOf(address) with { User = new EtcdUser("root", "another password") }, default));
        Assert.DoesNotContain("another password", refused.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(address), default));
    }

    [Fact]
    public async Task Open_ForeignKeys_IsRefused()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var address = cluster.Members[0].Address;
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await PostAsync(http, "/v3/kv/put", new { key = Base64("/other/registry/pods/a/b"), value = Base64("x") });
        await PostAsync(http, "/v3/kv/put", new { key = Base64("/newer#store"), value = Base64("signet-store 99 0123") });

        var foreign = await Assert.ThrowsAsync<StoreFormatException>(() => EtcdObjectStore.OpenAsync(OptionsOf("/other"), default));
        var newer = await Assert.ThrowsAsync<StoreFormatException>(() => EtcdObjectStore.OpenAsync(OptionsOf("/newer"), default));

        Assert.Contains("/other/registry/pods/a/b", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("99", newer.Message, StringComparison.Ordinal);

        EtcdObjectStoreOptions OptionsOf(string prefix) => EtcdStage.OptionsOf(address) with { Prefix = prefix };
    }

    /// <summary>Two stores in one cluster: the commits of one are neither in reads nor in watches of the other.</summary>
    [Fact]
    public async Task Prefix_TwoStores_AreSeparate()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var options = EtcdStage.OptionsOf(cluster.Members[0].Address);
        await using var first = await EtcdObjectStore.OpenAsync(options with { Prefix = "/a" }, default);
        await using var second = await EtcdObjectStore.OpenAsync(options with { Prefix = "/b" }, default);
        var before = await EtcdStage.CommitAsync(first, EtcdStage.Put("/k", "first"));
        await EtcdStage.CommitAsync(second, EtcdStage.Put("/k", "second"));
        await EtcdStage.CommitAsync(second, EtcdStage.Put("/l", "second"));

        Assert.Equal("first", await EtcdStage.ReadAsync(first, "/k"));
        Assert.Equal(before, await first.GetRevisionAsync(default));
        var range = await first.RangeAsync(new RangeQuery { Prefix = "/" }, default);
        Assert.Equal(("/k", before), (Assert.Single(range.Values).Key, range.Revision));
    }

    [Fact]
    public async Task Open_Tls_WithClientCertificate()
    {
        using var folder = new TemporaryFolder();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=etcd-ca", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.Now.AddHours(-1), DateTimeOffset.Now.AddDays(1));
        using var authority = request.CreateSelfSigned(from, to);
        using var certificate = Issue(authority, "CN=etcd", from, to);
        await File.WriteAllTextAsync(folder.File("ca.crt"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(folder.File("tls.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder.File("tls.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var (client, peer) = (EtcdMember.FreePort(), EtcdMember.FreePort());
        var address = EtcdMember.Url(client).Replace("http:", "https:", StringComparison.Ordinal);
        await using var member = new EtcdMember(
            "m", folder.File("data"), client, peer, $"m={EtcdMember.Url(peer)}", "--listen-client-urls", address, "--advertise-client-urls", address, "--cert-file",
            folder.File("tls.crt"), "--key-file", folder.File("tls.key"), "--client-cert-auth", "--trusted-ca-file", folder.File("ca.crt"));
        member.Start();
        using var own = Issue(authority, "CN=signet", from, to);
        using var loaded = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        var options = EtcdStage.OptionsOf(address) with { Authorities = [authority], ClientCertificate = loaded };

        await using var store = await EtcdObjectStore.OpenAsync(options, default);
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));

        Assert.Equal("1", await EtcdStage.ReadAsync(store, "/a"));
        var limited = options with { CallTimeout = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdObjectStore.OpenAsync(limited with { Authorities = null }, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdObjectStore.OpenAsync(limited with { ClientCertificate = null }, default));
    }

    private static async Task<bool> IsFullAsync(ValueTask task) => await IsFullAsync(task.AsTask());

    private static async Task<bool> IsFullAsync(Task task)
    {
        try
        {
            await task;
            return false;
        }
        catch (StoreFullException)
        {
            return true;
        }
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, JsonSerializerOptions.Default);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
