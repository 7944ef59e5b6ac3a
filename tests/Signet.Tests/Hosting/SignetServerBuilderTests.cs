using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;
using Signet.Storage.Memory;
using Signet.Testing;
using Signet.Tests.Serving;

namespace Signet.Tests.Hosting;

/// <summary>Each part of a server that runs in this process.</summary>
public sealed class SignetServerBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_Defaults_ServesFromMemoryOnAFreePort()
    {
        await using var server = await new SignetServerBuilder().StartAsync(Cancellation);
        using var admin = InProcessClient.Of(server);

        await admin.UntilDefaultAccountAsync();
        var token = await admin.IssueAsync("default");

        Assert.Equal(IPAddress.Loopback.ToString(), server.Address.Host);
        Assert.Equal(server.Address.ToString().TrimEnd('/'), server.Issuer);
        Assert.True((bool?)(await admin.ReviewAsync(token))["authenticated"]);
        Assert.Equal("ES256", (string?)(await admin.GetAsync("/openid/v1/jwks")).Json["keys"]![0]!["alg"]);
        Assert.Null(server.Parts.Directory.Path);
        Assert.Contains($"server: {server.Address.ToString().TrimEnd('/')}", server.AdministratorKubeconfig, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoServers_ShareNothing()
    {
        await using var first = await new SignetServerBuilder().StartAsync(Cancellation);
        await using var second = await new SignetServerBuilder().StartAsync(Cancellation);
        using var one = InProcessClient.Of(first);
        using var two = InProcessClient.Of(second);
        await one.UntilDefaultAccountAsync();
        await two.UntilDefaultAccountAsync();
        using var watching = InProcessClient.HttpOf(second);
        using var watch = await RunningWatch.BeginAsync(watching, "/api/v1/namespaces/default/configmaps?watch=true");

        await one.CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"of-the-first"}}""");
        await two.CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"of-the-second"}}""");
        await watch.UntilSaysAsync("of-the-second");

        Assert.DoesNotContain("of-the-first", watch.Text, StringComparison.Ordinal);
        Assert.Null((await two.ReviewAsync(await one.IssueAsync("default")))["authenticated"]);
        Assert.NotEqual(first.CaBundlePem, second.CaBundlePem);
        await first.StopAsync(Cancellation);
        Assert.True((bool?)(await two.ReviewAsync(await two.IssueAsync("default")))["authenticated"]);
    }

    [Fact]
    public async Task Start_BoundSocket_ListensOnIt()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        await using var server = await new SignetServerBuilder { Listener = new ListenerPlan.BoundSocket(socket) }.StartAsync(Cancellation);
        using var admin = InProcessClient.Of(server);

        Assert.Equal(port, server.Address.Port);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/livez")).Code);
    }

    [Fact]
    public async Task Start_KeyFromPem_SignsWithItAndDoesNotStoreIt()
    {
        var pem = SigningKeyGenerator.Generate(JwtAlgorithm.ES384);
        var options = new ServerOptions { Store = new StoreOptions { DataDirectory = _folder.File("data") } };
        var builder = new SignetServerBuilder(options) { Keys = new KeyPlan.FromPem(pem) };

        await using var server = await builder.StartAsync(Cancellation);
        using var admin = InProcessClient.Of(server);

        var key = Assert.Single((JsonArray)(await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!);
        Assert.Equal(new KeyFile("PEM", System.Text.Encoding.UTF8.GetBytes(pem)).ReadSigner().KeyId, (string?)key!["kid"]);
        Assert.False(File.Exists(_folder.File("data/key-encryption.key")));
        Assert.True(File.Exists(_folder.File("data/store.db")));
        Assert.DoesNotContain("PRIVATE", builder.Keys.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_InvalidKeyFromPem_IsRefusedWithoutShowingIt()
    {
        var refused = await Assert.ThrowsAsync<StartupException>(
            () => new SignetServerBuilder { Keys = new KeyPlan.FromPem("secret words") }.StartAsync(Cancellation));

        Assert.Equal("the signing key of KeyPlan.FromPem: no PEM encoded private key found", refused.Message);
    }

    [Fact]
    public async Task Start_StoreFromFactory_IsUsedAndDisposedWithTheServer()
    {
        var store = new MemoryObjectStore(new MemoryObjectStoreOptions());
        await using (var server = await new SignetServerBuilder { Store = new StorePlan.FromFactory(_ => new(store)) }.StartAsync(Cancellation))
        {
            using var admin = InProcessClient.Of(server);
            await admin.UntilDefaultAccountAsync();
            Assert.NotNull(await store.GetAsync("/registry/serviceaccounts/default/default", Cancellation));
        }

        await Assert.ThrowsAsync<Core.Storage.StoreUnavailableException>(async () => await store.GetAsync("/", Cancellation));
    }

    [Fact]
    public async Task Start_StoreInDataDirectoryWithoutDirectory_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<StartupException>(
            () => new SignetServerBuilder { Store = new StorePlan.InDataDirectory() }.StartAsync(Cancellation));

        Assert.Contains("requires StoreOptions.DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Time_IsTheTimeOfTokens()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await new SignetServerBuilder { Time = time }.StartAsync(Cancellation);
        using var admin = InProcessClient.Of(server);
        await admin.UntilDefaultAccountAsync();
        var token = await admin.IssueAsync("default", """{"expirationSeconds":600}""");
        Assert.True((bool?)(await admin.ReviewAsync(token))["authenticated"]);

        time.Advance(TimeSpan.FromMinutes(20));

        Assert.Contains("has expired", (string)(await admin.ReviewAsync(token))["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SharedLog_GetsTheLinesAndStaysOpen()
    {
        var lines = new CollectedLines();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(lines));
        await using (var server = await new SignetServerBuilder { Logging = new LoggingPlan.Shared(factory) }.StartAsync(Cancellation))
        {
            Assert.Contains($"Listening on {server.Address.Authority}, issuing as {server.Issuer} with ES256", lines.Text, StringComparison.Ordinal);
        }

        factory.CreateLogger("after").Log(LogLevel.Warning, new EventId(1), "the factory works", null, (state, _) => state);
        Assert.Contains("the factory works", lines.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopToken_Cancelled_EndsWatchesAndStops()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await new SignetServerBuilder { Lifetime = new LifetimePlan { StopToken = stop.Token } }.StartAsync(Cancellation);
        using var client = InProcessClient.HttpOf(server);
        using var watch = await RunningWatch.BeginAsync(client, "/api/v1/namespaces?watch=true");

        await stop.CancelAsync();
        await server.WaitForShutdownAsync(Cancellation).WaitAsync(Patience.Limit, Cancellation);

        await watch.Ended.WaitAsync(Patience.Limit, Cancellation);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/livez", Cancellation));
    }

    [Fact]
    public async Task Dispose_Twice_IsNoError()
    {
        var server = await new SignetServerBuilder().StartAsync(Cancellation);

        await server.DisposeAsync();
        await server.DisposeAsync();

        await server.StopAsync(Cancellation);
    }
}
