using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Testing;
using Signet.Tests.Hosting;

namespace Signet.Tests.Serving.Following;

/// <summary>A server with a file for every setting that names one. The versions of each file differ in the server's behaviour.</summary>
internal sealed class FollowingServer : IAsyncDisposable
{
    private const string Subject = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<int, Lazy<Version>> _versions = new();
    private readonly ConcurrentQueue<Guid> _audited = new();
    private readonly ConcurrentQueue<Guid> _sent = new();
    private readonly ConcurrentQueue<(string Path, string Body)> _events = new();
    private HttpsServer _webhook = null!;

    public SignetProcess Process { get; private set; } = null!;

    public IReadOnlyList<FollowedSetting> Settings { get; private set; } = [];

    /// <summary>Starts the server with version 1 of all files.</summary>
    public static async Task<FollowingServer> StartAsync()
    {
        var server = new FollowingServer();
        server._webhook = await HttpsServer.StartAsync(server.AnswerAsync);
        server.Settings =
        [
            new(["token-auth-file"], server.WriteTokensAsync, [server.File("tokens.csv")], server.AreTokensInForceAsync),
            new(["client-ca-file"], version => server.WriteAsync("clients.crt", server[version].Clients.RootPem), [server.File("clients.crt")],
                version => server.IsCertificateInForceAsync(version, "server", one => one.Clients)),
            new(["requestheader-client-ca-file"], version => server.WriteAsync("proxies.crt", server[version].Proxies.RootPem), [server.File("proxies.crt")],
                version => server.IsCertificateInForceAsync(version, "proxied", one => one.Proxies)),
            new(["tls-cert-file", "tls-private-key-file", "tls-ca-file"], server.WriteServingAsync,
                [server.File("tls.crt"), server.File("tls.key"), server.File("ca.crt")], server.IsServingInForceAsync),
            new(["service-account-signing-key-file", "service-account-key-file", "unpublished-key-file"], server.WriteKeysAsync,
                [server.File("signing.key"), server.File("verifying.pub"), server.File("unpublished.pub")], server.AreKeysInForceAsync),
            new(["authentication-config"], server.WriteAuthenticationAsync, [server.File("authn.yaml"), server.File("jwks.json")], server.IsAuthenticationInForceAsync),
            new(["authentication-token-webhook-config-file"], version => server.WriteAsync("tokens.kubeconfig", server._webhook.Kubeconfig($"/tokens/{version}")),
                [server.File("tokens.kubeconfig")], async version => await server.NameAsync("webhook-token") == $"webhook-{version}"),
            new(["authorization-webhook-config-file"], version => server.WriteAsync("rights.kubeconfig", server._webhook.Kubeconfig($"/rights/{version}")),
                [server.File("rights.kubeconfig")], server.AreRightsInForceAsync),
            new(["audit-policy-file"], server.WritePolicyAsync, [server.File("policy.yaml")], server.IsPolicyInForceAsync),
            new(["audit-webhook-config-file"], version => server.WriteAsync("audit.kubeconfig", server._webhook.Kubeconfig($"/audit/{version}")),
                [server.File("audit.kubeconfig")], server.IsAuditWebhookInForceAsync),
        ];
        foreach (var setting in server.Settings)
        {
            await setting.WriteAsync(1);
        }

        server.Process = await SignetProcess.ServeAsync(
            server.File("data"),
            "--token-auth-file", server.File("tokens.csv"),
            "--client-ca-file", server.File("clients.crt"),
            "--requestheader-client-ca-file", server.File("proxies.crt"),
            "--requestheader-username-headers", "X-Remote-User",
            "--tls-cert-file", server.File("tls.crt"), "--tls-private-key-file", server.File("tls.key"), "--tls-ca-file", server.File("ca.crt"),
            "--signing-key-activation", "Immediate",
            "--service-account-signing-key-file", server.File("signing.key"), "--service-account-key-file", server.File("verifying.pub"),
            "--unpublished-key-file", server.File("unpublished.pub"),
            "--authentication-config", server.File("authn.yaml"),
            "--authentication-token-webhook-config-file", server.File("tokens.kubeconfig"),
            "--authorization-mode", "RBAC,Webhook", "--authorization-webhook-config-file", server.File("rights.kubeconfig"),
            "--audit-policy-file", server.File("policy.yaml"), "--audit-log-path", server.File("audit.log"),
            "--audit-webhook-config-file", server.File("audit.kubeconfig"), "--audit-webhook-batch-max-wait", "0s", "--audit-webhook-batch-throttle-enable=false",
            "--audit-webhook-initial-backoff", "50ms");
        return server;
    }

    /// <summary>A client with a token; it takes any serving certificate.</summary>
    public ApiClient Client(string? token, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null;
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        var http = new HttpClient(handler) { BaseAddress = Process.Address, DefaultRequestVersion = HttpVersion.Version20 };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return new ApiClient(http);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await _webhook.DisposeAsync();
        foreach (var version in _versions.Values)
        {
            version.Value.Dispose();
        }

        _folder.Dispose();
    }

    private Version this[int version] => _versions.GetOrAdd(version, _ => new Lazy<Version>(() => new Version())).Value;

    private string File(string name) => _folder.File(name);

    /// <summary>Alternates between the ways of an editor (another file gets the name) and as a shell does (the same file is written).</summary>
    private async Task WriteAsync(string name, string content)
    {
        if (content.Length % 2 == 0)
        {
            await System.IO.File.WriteAllTextAsync(File(name), content);
            return;
        }

        await System.IO.File.WriteAllTextAsync(File(name + ".new"), content);
        System.IO.File.Move(File(name + ".new"), File(name), overwrite: true);
    }

    private Task WriteTokensAsync(int version) =>
        WriteAsync("tokens.csv", $"load,\"admin\",1,\"system:masters\"\nplain,plain,2\nstatic-{version},static-{version},3,\"system:masters\"\n");

    private async Task<bool> AreTokensInForceAsync(int version) =>
        await NameAsync($"static-{version}") == $"static-{version}" && await NameAsync($"static-{version - 1}") is null;

    private async Task<bool> IsCertificateInForceAsync(int version, string name, Func<Version, TestCertificates> authority) =>
        await NameAsync(null, CertificateOf(authority(this[version]))) == name && await NameAsync(null, CertificateOf(authority(this[version - 1]))) is null;

    private static X509Certificate2 CertificateOf(TestCertificates authority)
    {
        var (certificate, key) = authority.Issue(usage: TestCertificates.ClientUsage);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    private async Task WriteServingAsync(int version)
    {
        await WriteAsync("ca.crt", this[version].Serving.RootPem);
        await WriteAsync("tls.crt", this[version].ServingPair.Certificate);
        await WriteAsync("tls.key", this[version].ServingPair.Key);
    }

    /// <summary>Seen from outside by a new handshake, and by pods in their config map.</summary>
    private async Task<bool> IsServingInForceAsync(int version)
    {
        string? presented = null;
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (presented = certificate!.ExportCertificatePem() + "\n") is not null,
        };
        using var client = new HttpClient(handler) { BaseAddress = Process.Address };
        await client.GetAsync("/livez");
        using var admin = Client("load");
        var published = await admin.GetAsync("/api/v1/namespaces/default/configmaps/kube-root-ca.crt");
        return presented == this[version].ServingPair.Certificate && published.Code == HttpStatusCode.OK &&
            (string?)published.Json["data"]!["ca.crt"] == this[version].Serving.RootPem.TrimEnd('\n');
    }

    /// <summary>The previous key still verifies.</summary>
    private async Task WriteKeysAsync(int version)
    {
        await WriteAsync("verifying.pub", this[version - 1].Key.ExportSubjectPublicKeyInfoPem() + "\n" + this[version].Key.ExportSubjectPublicKeyInfoPem() + "\n");
        await WriteAsync("unpublished.pub", this[1000 + version].Key.ExportSubjectPublicKeyInfoPem() + "\n");
        await WriteAsync("signing.key", this[version].Key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private async Task<bool> AreKeysInForceAsync(int version)
    {
        using var admin = Client("load");
        var token = await admin.IssueAsync("default");
        var keys = (JsonArray)(await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!;
        var signed = JsonNode.Parse(Decode(token.Split('.')[0]))!["kid"]!.ToString();

        // Former signing keys are published until their last token has expired.
        return keys.Count >= 2 && signed == KeyIdOf(this[version].Key) && keys.Any(key => (string?)key!["kid"] == KeyIdOf(this[version - 1].Key));
    }

    private async Task WriteAuthenticationAsync(int version)
    {
        await WriteAsync("jwks.json", PretendIssuer.KeySet(this[version].Issuer));
        await WriteAsync("authn.yaml", $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer: {url: "https://v{{version}}.example.test", audiences: [signet], jwksFile: "{{File("jwks.json")}}"}
              claimMappings: {username: {claim: sub, prefix: "v{{version}}:"} }
            anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}, {path: /anonymous-{{version}}}]}
            """);
    }

    private async Task<bool> IsAuthenticationInForceAsync(int version)
    {
        using var nobody = Client(null);
        return await NameAsync(TokenOf(version)) == $"v{version}:x" && await NameAsync(TokenOf(version - 1)) is null &&
            (await nobody.GetAsync($"/anonymous-{version}")).Code == HttpStatusCode.Forbidden &&
            (await nobody.GetAsync($"/anonymous-{version - 1}")).Code == HttpStatusCode.Unauthorized;
    }

    private string TokenOf(int version) => this[version].Issuer.Sign($$"""{"iss":"https://v{{version}}.example.test","aud":"signet","sub":"x","exp":4000000000}""");

    /// <summary>Answers of the previous webhook are cached for minutes, and must not be used any more.</summary>
    private async Task<bool> AreRightsInForceAsync(int version)
    {
        using var plain = Client("plain");
        return (await plain.GetAsync($"/allowed-{version}")).Code == HttpStatusCode.NotFound && (await plain.GetAsync($"/allowed-{version - 1}")).Code == HttpStatusCode.Forbidden;
    }

    private Task WritePolicyAsync(int version) => WriteAsync(
        "policy.yaml", $"apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- {{level: Metadata, nonResourceURLs: [\"/audited-{version}*\"]}}\n");

    private async Task<bool> IsPolicyInForceAsync(int version)
    {
        // Events are written in the background: those of an earlier attempt may arrive now.
        _audited.Enqueue(Guid.NewGuid());
        var last = _audited.Last();
        using var admin = Client("load");
        await admin.GetAsync($"/audited-{version - 1}/{last}");
        await admin.GetAsync($"/audited-{version}/{last}");
        using var stream = new FileStream(File("audit.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var log = await reader.ReadToEndAsync();
        return _audited.Any(id =>
            log.Contains($"/audited-{version}/{id}\"", StringComparison.Ordinal) && !log.Contains($"/audited-{version - 1}/{id}", StringComparison.Ordinal));
    }

    private async Task<string?> NameAsync(string? token, X509Certificate2? certificate = null)
    {
        using var client = Client(token, certificate);
        client.Http.DefaultRequestHeaders.Add("X-Remote-User", "proxied");
        var answer = await client.PostAsync(Subject, "{}");
        return answer.Code == HttpStatusCode.Created ? (string?)answer.Json["status"]!["userInfo"]!["username"] : null;
    }

    private async Task<bool> IsAuditWebhookInForceAsync(int version)
    {
        using var admin = Client("load");
        _sent.Enqueue(Guid.NewGuid());

        // One of them is recorded by the policy in force. Events are sent in the background: those of an earlier attempt may arrive now.
        await admin.GetAsync($"/audited-{version - 1}/{_sent.Last()}");
        await admin.GetAsync($"/audited-{version}/{_sent.Last()}");
        var received = string.Concat(_events.Where(events => events.Path == $"/audit/{version}").Select(events => events.Body));
        return _sent.Any(id => received.Contains(id.ToString(), StringComparison.Ordinal));
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/audit"))
        {
            using var reader = new StreamReader(http.Request.Body);
            _events.Enqueue((http.Request.Path.Value!, await reader.ReadToEndAsync()));
            return;
        }

        var spec = (await JsonNode.ParseAsync(http.Request.Body))!["spec"]!;
        var path = http.Request.Path.Value!.Split('/');
        var status = path[1] == "tokens"
            ? (string?)spec["token"] == "webhook-token" ? new JsonObject { ["authenticated"] = true, ["user"] = new JsonObject { ["username"] = $"webhook-{path[2]}" } } : []
            : new JsonObject { ["allowed"] = (string?)spec["nonResourceAttributes"]?["path"] == $"/allowed-{path[2]}" };
        await http.Response.WriteAsync(new JsonObject { ["status"] = status }.ToJsonString());
    }

    private static string KeyIdOf(ECDsa key) => Core.Primitives.Base64UrlText.Encode(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static string Decode(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    /// <summary>The keys and certificates of a version.</summary>
    private sealed class Version : IDisposable
    {
        public Version() => ServingPair = Serving.Issue(address: IPAddress.Loopback);

        public TestCertificates Clients { get; } = new();

        public TestCertificates Proxies { get; } = new();

        public TestCertificates Serving { get; } = new();

        public (string Certificate, string Key) ServingPair { get; }

        public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public PretendIssuer Issuer { get; } = PretendIssuer.Create("k", "ES256");

        public void Dispose()
        {
            Clients.Dispose();
            Proxies.Dispose();
            Serving.Dispose();
            Key.Dispose();
            Issuer.Dispose();
        }
    }
}
