using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.Core.Signing;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting.Pki;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>A server with callers of all authenticators.</summary>
public sealed class WatchedServer : IAsyncLifetime
{
    private const string Foreign = "https://foreign.example.test";
    private readonly TemporaryFolder _folder = new();
    private const string Withdrawing = "https://withdrawing.example.test";
    private readonly PretendIssuer _foreign = PretendIssuer.Create("k1", "ES256");
    private readonly PretendIssuer _withdrawn = PretendIssuer.Create("k1", "ES256");

    internal SignetInProcess Server { get; private set; } = null!;

    internal ApiClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), "static-token,static-user,1\nstatic-good,good,2\n");
        await File.WriteAllTextAsync(_folder.File("jwks.json"), PretendIssuer.KeySet(_foreign));
        await File.WriteAllTextAsync(_folder.File("withdrawing.json"), PretendIssuer.KeySet(_withdrawn));
        await File.WriteAllTextAsync(_folder.File("authn.yaml"), $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer: {url: "{{Foreign}}", audiences: [signet], jwksFile: "{{_folder.File("jwks.json")}}"}
              claimMappings: {username: {claim: sub, prefix: "ext:"} }
            - issuer: {url: "{{Withdrawing}}", audiences: [signet], jwksFile: "{{_folder.File("withdrawing.json")}}"}
              claimMappings: {username: {claim: sub, prefix: "ext:"} }
            """);
        await File.WriteAllTextAsync(_folder.File("signing.key"), SigningKeyGenerator.Generate(JwtAlgorithm.ES256));
        Server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--service-account-signing-key-file", _folder.File("signing.key"), "--token-auth-file", _folder.File("tokens.csv"),
            "--authentication-config", _folder.File("authn.yaml"), "--audit-log-path", _folder.File("audit.log"));
        Admin = new ApiClient(Server.CreateClient(asAdministrator: true));
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        _foreign.Dispose();
        _withdrawn.Dispose();
        _folder.Dispose();
    }

    public HttpClient Client(string token, string impersonated = "")
    {
        var client = Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (impersonated.Length > 0)
        {
            client.DefaultRequestHeaders.Add("Impersonate-User", impersonated);
        }

        return client;
    }

    /// <summary>A client with a certificate of the server's own CA.</summary>
    public HttpClient Certified(string user, string group, TimeSpan lifetime)
    {
        using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(Server.DataDirectory, "ca.crt"), Path.Combine(Server.DataDirectory, "ca.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (start, end) = (TimeProvider.System.GetUtcNow().AddMinutes(-1), Server.Time.GetUtcNow() + lifetime);
        var certificate = CertificateTemplate.Client(user, group).ToRequest(key)
            .Create(authority, start, end, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = Server.TrustPolicy();
        handler.SslOptions.ClientCertificates = [certificate];
        return new HttpClient(handler) { BaseAddress = Server.Address, DefaultRequestVersion = System.Net.HttpVersion.Version20 };
    }

    /// <summary>A token of the server's own key, a copy of another token with another lifetime.</summary>
    public async Task<string> SignAsync(string like, TimeSpan lifetime)
    {
        var claims = ClaimsReader.TryRead(JwtReader.TryRead(like)!.Payload.Span)!;
        var signer = KeyFile.Load(_folder.File("signing.key")).ReadSigner();
        return await CompactToken.SignAsync(
            claims with { ExpiresAt = (Server.Time.GetUtcNow() + lifetime).ToUnixTimeSeconds() }, signer, TestContext.Current.CancellationToken);
    }

    /// <summary>A token of the other issuer.</summary>
    public string SignForeign(string user, TimeSpan lifetime) => _foreign.Sign(string.Create(
        CultureInfo.InvariantCulture, $$"""{"iss":"{{Foreign}}","aud":"signet","sub":"{{user}}","exp":{{(Server.Time.GetUtcNow() + lifetime).ToUnixTimeSeconds()}}}"""));

    /// <summary>A token of the issuer that withdraws its key.</summary>
    public string SignWithdrawn(string user) => _withdrawn.Sign($$"""{"iss":"{{Withdrawing}}","aud":"signet","sub":"{{user}}","exp":4000000000}""");

    /// <summary>Replaces an issuer's key, and sends tokens of the new key until the server has fetched it.</summary>
    public async Task WithdrawForeignKeyAsync()
    {
        using var next = PretendIssuer.Create("k2", "ES256");
        await File.WriteAllTextAsync(_folder.File("withdrawing.json"), PretendIssuer.KeySet(next));
        using var client = Client(next.Sign($$"""{"iss":"{{Withdrawing}}","aud":"signet","sub":"next","exp":4000000000}"""));
        await Patience.UntilAsync(async () => (await client.GetAsync("/version")).IsSuccessStatusCode, "the new key is known");
    }

    /// <summary>The audit events of a namespace.</summary>
    public IReadOnlyList<JsonNode> AuditOf(string ns)
    {
        using var stream = new FileStream(_folder.File("audit.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!)
            .Where(line => (string?)line["objectRef"]?["namespace"] == ns)];
    }
}
