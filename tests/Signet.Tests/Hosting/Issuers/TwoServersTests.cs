using System.Net;
using Microsoft.Extensions.Logging;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Signing.Local;
using Signet.Storage.Memory;
using Signet.Testing;
using Signet.Tests.Serving;

namespace Signet.Tests.Hosting.Issuers;

/// <summary>Servers with different issuers on one store: a rolling change of <c>--service-account-issuer</c>.</summary>
public sealed class TwoServersTests : IAsyncDisposable
{
    private const string A = "https://a.example.test/a";
    private const string B = "https://b.example.test/b";
    private const string Operations = "/apis/tokens.signet.dev/v1alpha1/issueroperations";
    private readonly MemoryObjectStore _memory = new(new MemoryObjectStoreOptions());
    private readonly string _pem = SigningKeyGenerator.Generate(Core.Signing.JwtAlgorithm.ES256);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    [Fact]
    public async Task Start_ServerWithAnotherIssuer_RunningOneAcceptsItsFirstToken()
    {
        await using var first = await StartAsync(A);
        using var admin = InProcessClient.Of(first);
        await admin.UntilDefaultAccountAsync();
        var old = await admin.IssueAsync("default");

        await using var second = await StartAsync(B);
        using var other = InProcessClient.Of(second);
        await other.UntilDefaultAccountAsync();
        var token = await other.IssueAsync("default");

        // Each one accepts the tokens of both, as bearer tokens too, and serves the documents of both.
        Assert.Equal($"[\"{B}\"]", (await admin.ReviewAsync(token))["audiences"]?.ToJsonString());
        Assert.Equal($"[\"{A}\"]", (await other.ReviewAsync(old))["audiences"]?.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, await UseAsync(first, token));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(second, old));
        Assert.Equal(B, (string?)(await admin.GetAsync("/b/.well-known/openid-configuration")).Json["issuer"]);
        Assert.Equal(A, (string?)(await other.GetAsync("/a/.well-known/openid-configuration")).Json["issuer"]);
    }

    [Fact]
    public async Task Refuse_FormerIssuer_OtherServersFollowAndItsOwnServerIssuesNoMore()
    {
        await using var first = await StartAsync(A);
        using var admin = InProcessClient.Of(first);
        await admin.UntilDefaultAccountAsync();
        var old = await admin.IssueAsync("default");
        await using var second = await StartAsync(B);
        using var other = InProcessClient.Of(second);
        await other.UntilDefaultAccountAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync(Operations, Operation(A))).Code);

        await other.CreateAsync(Operations, Operation(A));

        Assert.Null((await other.ReviewAsync(old))["authenticated"]);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/a/.well-known/openid-configuration")).Code);
        await Patience.UntilAsync(async () => (await admin.ReviewAsync(old))["authenticated"] is null, "the other server refuses the issuer, too");
        var refused = await admin.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", "{}");
        Assert.Equal(HttpStatusCode.InternalServerError, refused.Code);
        Assert.Contains("was refused at", (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuse_FormerIssuer_RunningWatchOfItsTokenEnds()
    {
        await using var first = await StartAsync(A);
        using var admin = InProcessClient.Of(first);
        await admin.UntilDefaultAccountAsync();
        var old = await admin.IssueAsync("default");
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {
              "metadata": {"name": "watcher"},
              "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
              "subjects": [{"kind": "ServiceAccount", "namespace": "default", "name": "default"}]
            }
            """);
        await using var second = await StartAsync(B);
        using var other = InProcessClient.Of(second);
        using var client = InProcessClient.WithToken(second, old);
        using var watch = await RunningWatch.BeginAsync(client, "/api/v1/namespaces/default/configmaps?watch=1");
        Assert.False(watch.Ended.IsCompleted);

        await other.CreateAsync(Operations, Operation(A));

        await watch.Ended.WaitAsync(Patience.Limit, Cancellation);
    }

    [Fact]
    public async Task Start_SeveralAtOnce_NoIssuerIsLost()
    {
        IReadOnlyList<string> issuers = [.. Enumerable.Range(0, 4).Select(i => $"https://i{i}.example.test/i{i}")];
        var servers = await Task.WhenAll(issuers.Select(StartAsync));
        try
        {
            var history = (await new IssuerStore(_memory).LoadAsync(Cancellation)).History;
            Assert.Equal(issuers, history.Issuers.Select(known => known.Issuer).Order(StringComparer.Ordinal));
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static string Operation(string issuer) => $$$"""{"spec":{"action":"Refuse","issuer":"{{{issuer}}}","confirmed":true}}""";

    private static async Task<HttpStatusCode> UseAsync(SignetServer server, string token)
    {
        using var client = InProcessClient.WithToken(server, token);
        return (await client.GetAsync("/version", Cancellation)).StatusCode;
    }

    /// <summary>The key is given, as several servers of one store have it.</summary>
    private Task<SignetServer> StartAsync(string issuer) => new SignetServerBuilder(new ServerOptions
    {
        Tokens = new TokenOptions { Issuers = [issuer] },
        LogLevel = LogLevel.Warning,
    })
    {
        Store = new StorePlan.FromFactory(_ => new(new SharedMemoryStore(_memory))),
        Keys = new KeyPlan.FromPem(_pem),
    }.StartAsync(Cancellation);
}
