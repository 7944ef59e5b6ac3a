using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Storage;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;

namespace Signet.Embedding;

/// <summary>Each part of a server can be replaced with the public API only.</summary>
public sealed class BuilderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_EveryPartReplaced_ServesWithTheseParts()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var stop = new CancellationTokenSource();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var store = new ProvidedStore();
        var options = new ServerOptions { Tokens = new TokenOptions { Issuers = ["https://issuer.example.test"], MaxLifetime = TimeSpan.FromHours(1) } };
        var builder = new SignetServerBuilder(options)
        {
            Keys = new KeyPlan.FromPem(key.ExportPkcs8PrivateKeyPem()),
            Listener = new ListenerPlan.BoundSocket(socket),
            Store = new StorePlan.FromFactory(_ => new(store)),
            Logging = new LoggingPlan.Shared(NullLoggerFactory.Instance),
            Lifetime = new LifetimePlan { StopToken = stop.Token },
        };

        await using (var server = await builder.StartAsync(Cancellation))
        {
            Assert.Equal(port, server.Address.Port);
            Assert.Equal("https://issuer.example.test", server.Issuer);
            using var admin = AdminOf(server);
            using var created = await admin.PostAsJsonAsync("/api/v1/namespaces/default/serviceaccounts", new { metadata = new { name = "builder" } }, Cancellation);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            Assert.NotNull(await store.GetAsync("/registry/serviceaccounts/default/builder", Cancellation));
            var keys = await admin.GetFromJsonAsync<JsonNode>("/openid/v1/jwks", Cancellation);
            Assert.Equal("ES384", (string?)keys?["keys"]?[0]?["alg"]);

            await stop.CancelAsync();
            await server.WaitForShutdownAsync(Cancellation);
        }

        Assert.True(store.IsDisposed);
    }

    [Fact]
    public async Task StartAsync_StoreUnavailable_IsAStartupException()
    {
        var builder = new SignetServerBuilder { Store = new StorePlan.FromFactory(_ => throw new StoreUnavailableException("no connection", new TimeoutException())) };

        var exception = await Assert.ThrowsAsync<StartupException>(() => builder.StartAsync(Cancellation));

        Assert.Contains("no connection", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.IsTransient);
    }

    private static HttpClient AdminOf(SignetServer server)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(server.CaBundlePem);
        handler.SslOptions.ClientCertificates = [server.AdministratorCertificate];
        return new HttpClient(handler) { BaseAddress = server.Address };
    }
}
