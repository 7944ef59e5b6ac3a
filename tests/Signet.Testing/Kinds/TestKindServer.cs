using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Model;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;

namespace Signet.Testing.Kinds;

/// <summary>A server in the test process that serves the test kinds, with two users besides the administrator.</summary>
internal sealed class TestKindServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly SignetServer _server;

    private TestKindServer(TemporaryFolder folder, SignetServer server) => (_folder, _server) = (folder, server);

    /// <summary>The token of the user <c>alice</c>, who has only the permissions that a test grants.</summary>
    public static string AliceToken => "alice-token";

    /// <summary>The token of the node <c>n1</c>.</summary>
    public static string NodeToken => "node-token";

    public string DataDirectory => _folder.File("data");

    public string AuditLog => _folder.File("audit.log");

    /// <summary>Starts a server and waits until it has the default account.</summary>
    public static async Task<TestKindServer> StartAsync(ResourceRegistry? registry = null)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tokens.csv"), $"{AliceToken},alice,1\n{NodeToken},system:node:n1,2,system:nodes\n");
        var options = new ServerOptions
        {
            Store = new StoreOptions { DataDirectory = folder.File("data") },
            Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
            Authentication = new AuthenticationOptions { TokenFile = folder.File("tokens.csv") },
            Audit = new AuditOptions { LogPath = folder.File("audit.log") },
            LogLevel = LogLevel.Warning,
        };
        var builder = new SignetServerBuilder(options) { Time = new ActiveTime(), Registry = registry ?? TestKinds.Registry };
        var server = new TestKindServer(folder, await builder.StartAsync(CancellationToken.None));
        using var admin = server.CreateAdmin();
        await admin.UntilDefaultAccountAsync();
        return server;
    }

    public ApiClient CreateAdmin() => new(CreateClient(
        X509Certificate2.CreateFromPemFile(Path.Combine(DataDirectory, "admin.crt"), Path.Combine(DataDirectory, "admin.key"))));

    public ApiClient CreateUser(string token)
    {
        var client = CreateClient(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ApiClient(client);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private HttpClient CreateClient(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(DataDirectory, "ca.crt"))) },
        };
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        return new HttpClient(handler)
        {
            BaseAddress = _server.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }
}
