using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Signet.Client.TokenFiles;
using Signet.Testing;

namespace Signet.Client.Tests;

/// <summary>Against a real server over HTTPS.</summary>
public sealed class SignetServerTests : IAsyncLifetime
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private SignetInProcess? _signet;
    private ApiClient? _admin;

    private SignetInProcess Server => _signet ?? throw new InvalidOperationException("the server has not been started");

    private ApiClient Admin => _admin ?? throw new InvalidOperationException("the server has not been started");

    public async ValueTask InitializeAsync()
    {
        _signet = await SignetInProcess.ServeInMemoryAsync();
        _admin = new ApiClient(Server.CreateClient(asAdministrator: true));
        await Admin.UntilDefaultAccountAsync();
        await Admin.CreateAsync(Accounts, """{"metadata":{"name":"builder"}}""");
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_signet is not null)
        {
            await _signet.DisposeAsync();
        }
    }

    [Fact]
    public async Task GetToken_BoundToASecret_ReviewAcceptsItForTheAudience()
    {
        var secret = await Admin.CreateAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"build-42"}}""");
        await using var source = Source(new TokenRequestOptions
        {
            Namespace = "default",
            ServiceAccount = "builder",
            Audiences = ["orders"],
            Lifetime = TimeSpan.FromMinutes(10),
            BoundObject = new BoundObjectReference { Kind = "Secret", Name = "build-42", Uid = (string?)secret["metadata"]!["uid"] },
        });

        var token = await source.GetTokenAsync();

        Assert.Equal("system:serviceaccount:default:builder", (string?)(await Admin.ReviewAsync(token.Value, """["orders"]"""))["user"]!["username"]);
        Assert.InRange(token.ExpiresAt!.Value - _time.GetUtcNow(), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        await Admin.DeleteAsync("/api/v1/namespaces/default/secrets/build-42");
        Assert.NotNull((await Admin.ReviewAsync(token.Value, """["orders"]"""))["error"]);
    }

    [Theory]
    [InlineData("nobody", null, HttpStatusCode.NotFound, "NotFound", "serviceaccounts \"nobody\" not found")]
    [InlineData("builder", 5, HttpStatusCode.UnprocessableEntity, "Invalid", "may not specify a duration less than 10 minutes")]
    public async Task GetToken_Refused_HasStatusReasonAndMessage(string account, int? minutes, HttpStatusCode code, string reason, string message)
    {
        await using var source = Source(new TokenRequestOptions
        {
            Namespace = "default",
            ServiceAccount = account,
            Lifetime = minutes is { } count ? TimeSpan.FromMinutes(count) : null,
        });

        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => source.GetTokenAsync().AsTask());

        Assert.Equal((code, reason), (failure.StatusCode, failure.Reason));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The token is dead at once; the source notices by the 401 of the target, and recovers when the account is there again.</summary>
    [Fact]
    public async Task Handler_AccountIsDeletedAndMadeAgain_RecoversByThe401()
    {
        await AllowAsync("default:builder");
        await using var source = Source(new TokenRequestOptions { Namespace = "default", ServiceAccount = "builder" });
        using var target = Client(source);
        var first = await source.GetTokenAsync();
        Assert.Equal(HttpStatusCode.OK, (await target.GetAsync(new Uri(Accounts, UriKind.Relative))).StatusCode);

        await Admin.DeleteAsync($"{Accounts}/builder");
        var refused = await target.GetAsync(new Uri(Accounts, UriKind.Relative));

        // The early refresh failed, too, so that the answer is the target's.
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Admin.CreateAsync(Accounts, """{"metadata":{"name":"builder"}}""");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await target.GetAsync(new Uri(Accounts, UriKind.Relative))).StatusCode);
        Assert.NotEqual(first.Value, (await source.GetTokenAsync()).Value);
    }

    /// <summary>The chain of a pod: its projected token is the credential for the requests of another token.</summary>
    [Fact]
    public async Task GetToken_CredentialFromATokenFile_IsIssued()
    {
        using var folder = new TemporaryFolder();
        await AllowAsync("default:default");
        await File.WriteAllTextAsync(folder.File("token"), await Admin.IssueAsync("default") + "\n");
        using var api = Client(new TokenFileSource(folder.File("token")));
        await using var source = new TokenRequestSource(api, new TokenRequestOptions { Namespace = "default", ServiceAccount = "builder", Audiences = ["orders"] });

        var token = await source.GetTokenAsync();

        Assert.Null((await Admin.ReviewAsync(token.Value, """["orders"]"""))["error"]);
    }

    [Fact]
    public async Task KubernetesClient_ThroughARefresh_ListsSecrets()
    {
        await AllowAsync("default:builder");
        await using var source = Source(new TokenRequestOptions { Namespace = "default", ServiceAccount = "builder" });
        var configuration = new k8s.KubernetesClientConfiguration
        {
            Host = Server.Address.AbsoluteUri,
            SslCaCerts = [.. Server.TrustPolicy().CustomTrustStore],
            TokenProvider = new KubernetesClient.ServiceAccountTokenProvider(source),
        };
        using var client = new k8s.Kubernetes(configuration);
        var first = await source.GetTokenAsync();
        Assert.NotNull((await k8s.CoreV1OperationsExtensions.ListNamespacedSecretAsync(client.CoreV1, "default")).Items);

        // 80 % of the lifetime have passed: the list begins the refresh and is sent with the old token.
        _time.Advance(TimeSpan.FromMinutes(48));
        Assert.NotNull((await k8s.CoreV1OperationsExtensions.ListNamespacedSecretAsync(client.CoreV1, "default")).Items);
        await Patience.UntilAsync(async () => (await source.GetTokenAsync()).Value != first.Value, "the token is replaced");

        // The first token is revoked, so that only the new one can be in use.
        await Admin.DeleteAsync($"{Accounts}/builder");
        await Admin.CreateAsync(Accounts, """{"metadata":{"name":"builder"}}""");
        var second = await source.GetTokenAsync();
        source.Invalidate(second);
        Assert.NotNull((await k8s.CoreV1OperationsExtensions.ListNamespacedSecretAsync(client.CoreV1, "default")).Items);
        Assert.False(await IsAcceptedAsync(first));
        Assert.False(await IsAcceptedAsync(second));
        Assert.True(await IsAcceptedAsync(await source.GetTokenAsync()));
    }

    private async Task<bool> IsAcceptedAsync(ServiceAccountToken token) => await Admin.IsAcceptedAsync(token.Value);

    private TokenRequestSource Source(TokenRequestOptions options) => new(Admin.Http, options, _time);

    private HttpClient Client(IServiceAccountTokenSource source)
    {
        var sender = new SocketsHttpHandler();
        sender.SslOptions.CertificateChainPolicy = Server.TrustPolicy();
        return new HttpClient(new ServiceAccountTokenHandler(source, Server.Address) { InnerHandler = sender }) { BaseAddress = Server.Address };
    }

    /// <summary>Makes an account an administrator.</summary>
    private async Task AllowAsync(string account) => await Admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "tests" },
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "cluster-admin" },
        ["subjects"] = new JsonArray(
            new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = account.Split(':')[0], ["name"] = account.Split(':')[1] }),
    }.ToJsonString());
}
