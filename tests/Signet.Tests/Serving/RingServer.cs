using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>A server in this process, whose key ring the tests replace.</summary>
public sealed class RingServer : IAsyncLifetime
{
    private const string Token = "administrator";
    private readonly TemporaryFolder _folder = new();
    private SignetServer _server = null!;

    /// <summary>The administrator.</summary>
    internal ApiClient Admin { get; private set; } = null!;

    /// <summary>The key ring.</summary>
    internal KeyRing Keys => _server.Parts.Keys;

    /// <summary>The clock of the server.</summary>
    internal ActiveTime Time { get; } = new();

    /// <summary>The key of the start.</summary>
    internal LocalJwtSigner Signer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), $"{Token},admin,1,system:masters\n");
        var options = new ServerOptions
        {
            Store = new StoreOptions { DataDirectory = _folder.File("data") },
            Authentication = new AuthenticationOptions { TokenFile = _folder.File("tokens.csv") },
            Audit = new AuditOptions { LogPath = _folder.File("audit.log") },
            LogLevel = LogLevel.Critical,
        };
        var pem = SigningKeyGenerator.Generate(JwtAlgorithm.ES256);
        var builder = new SignetServerBuilder(options) { Time = Time, Keys = new KeyPlan.FromPem(pem) };
        _server = await builder.StartAsync(TestContext.Current.CancellationToken);
        Signer = new KeyFile("the key of the test", Encoding.UTF8.GetBytes(pem)).ReadSigner();
        Admin = new ApiClient(CreateClient(Token));
        await Admin.UntilDefaultAccountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A client with a bearer token.</summary>
    public HttpClient CreateClient(string token)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(_folder.File("data/ca.crt"))));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = trust;
        var client = new HttpClient(handler) { BaseAddress = _server.Address, DefaultRequestVersion = HttpVersion.Version20 };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Waits for the audit event of a request.</summary>
    public async Task<JsonNode> AuditOfAsync(string auditId)
    {
        JsonNode? found = null;
        await Patience.UntilAsync(
            async () =>
            {
                using var stream = new FileStream(_folder.File("audit.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream);
                found = (await reader.ReadToEndAsync()).Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!)
                    .SingleOrDefault(line => (string?)line["auditID"] == auditId && (string?)line["stage"] == "ResponseComplete");
                return found is not null;
            },
            $"the event {auditId} is in the audit log");
        return found!;
    }
}
