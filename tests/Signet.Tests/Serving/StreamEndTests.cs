using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.Core.Tokens;
using Signet.Server.Hosting.Pki;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>A watch ends with what let it in, in every form; one whose access goes on is undisturbed.</summary>
public sealed class StreamEndTests(StreamEndTests.Watched watched) : IClassFixture<StreamEndTests.Watched>
{
    private const string Json = "application/json";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private static int _numbers;

    private readonly string _ns = $"w{Interlocked.Increment(ref _numbers)}";

    public enum Cause
    {
        AccountDeleted,
        SecretDeleted,
        PodDeleted,
        PodMadeAnew,
        NodeDeleted,
        TokenExpired,
        CertificateExpired,
        BindingDeleted,
        RoleEmptied,
        NamespaceDeleted,
        ForeignTokenExpired,
        ForeignKeyWithdrawn,
        ImpersonationForbidden,
        ImpersonatedForbidden,
        ImpersonatedAccountDeleted,
        NodeLosesPod,
    }

    public static TheoryData<Cause, string> Cases
    {
        get
        {
            var cases = new TheoryData<Cause, string>();
            foreach (var cause in Enum.GetValues<Cause>())
            {
                cases.Add(cause, Json);
            }

            foreach (var form in new[] { Protobuf, Table, Metadata })
            {
                cases.Add(Cause.AccountDeleted, form);
                cases.Add(Cause.TokenExpired, form);
                cases.Add(Cause.CertificateExpired, form);
                cases.Add(Cause.BindingDeleted, form);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Watch_AccessEnds_EndsWithExpiredAsLastNotice(Cause cause, string form)
    {
        await PrepareAsync();
        using var good = await BeginAsync(watched.Client("static-good"), "configmaps", Json);
        var (client, resource, end) = await CallerAsync(cause);
        using (client)
        {
            using var watch = await BeginAsync(client, resource, form);

            // Whatever the first check is, it has passed when a second one is due.
            await end();
            await watch.Ended.WaitAsync(Patience.Limit);

            var last = watch.Text[watch.Text.LastIndexOf("ERROR", StringComparison.Ordinal)..];
            Assert.Contains("Expired", last, StringComparison.Ordinal);
            Assert.DoesNotContain("ERROR", last[5..], StringComparison.Ordinal);
            if (form != Protobuf)
            {
                var notice = JsonNode.Parse(watch.Text.TrimEnd('\n').Split('\n')[^1])!;
                Assert.Equal("ERROR", (string?)notice["type"]);
                Assert.Equal(410, (int?)notice["object"]!["code"]);
                Assert.Equal("Status", (string?)notice["object"]!["kind"]);
            }
        }

        if (cause != Cause.NamespaceDeleted)
        {
            Assert.False(good.Ended.IsCompleted, good.Text);
            await watched.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/configmaps", """{"metadata":{"name":"after"}}""");
            await good.UntilSaysAsync("\"after\"");
        }
    }

    [Fact]
    public async Task Watch_EndedByRevocation_IsClosedInTheAuditWith410AndWhy()
    {
        await PrepareAsync();
        var (client, resource, end) = await CallerAsync(Cause.SecretDeleted);
        using (client)
        {
            using var watch = await BeginAsync(client, resource, Json);
            await end();
            await watch.Ended.WaitAsync(Patience.Limit);
        }

        JsonNode? closed = null;
        await Patience.UntilAsync(
            () =>
            {
                closed = watched.AuditOf(_ns).SingleOrDefault(line => (string?)line["verb"] == "watch" && (string?)line["stage"] == "ResponseComplete");
                return Task.FromResult(closed is not null);
            },
            "the watch is closed in the audit log");
        Assert.Equal(410, (int?)closed!["responseStatus"]!["code"]);
        Assert.Equal("Expired", (string?)closed["responseStatus"]!["reason"]);
        Assert.Equal("service account token has been invalidated", (string?)closed["annotations"]!["tokens.signet.dev/ended"]);
        Assert.Equal("allow", (string?)closed["annotations"]!["authorization.k8s.io/decision"]);
        await watched.Server.UntilSaysAsync($"(audit id {(string?)closed["auditID"]}): service account token has been invalidated");
    }

    private async Task PrepareAsync()
    {
        var admin = watched.Admin;
        await admin.CreateAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
        await admin.CreateAsync($"{Rbac}/roles", """{"metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list","watch"]}]}""");
        await BindAsync("good", "User", "good");
        await admin.CreateAsync($"/api/v1/namespaces/{_ns}/serviceaccounts", """{"metadata":{"name":"watcher"}}""");
        await BindAsync("watcher", "ServiceAccount", "watcher");
    }

    private string Rbac => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}";

    private Task BindAsync(string binding, string kind, string name) => watched.Admin.CreateAsync($"{Rbac}/rolebindings", $$$"""
        {"metadata":{"name":"{{{binding}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"},
         "subjects":[{{{(kind == "ServiceAccount"
            ? $$"""{"kind":"ServiceAccount","name":"{{name}}","namespace":"{{_ns}}"}"""
            : $$"""{"kind":"{{kind}}","apiGroup":"rbac.authorization.k8s.io","name":"{{name}}"}""")}}}]}
        """);

    private Task<RunningWatch> BeginAsync(HttpClient client, string resource, string form) =>
        RunningWatch.BeginAsync(client, $"/api/v1/namespaces/{_ns}/{resource}{(resource.Contains('?', StringComparison.Ordinal) ? '&' : '?')}watch=true", form);

    private string Object(string plural, string name) => $"/api/v1/{(plural == "nodes" ? "" : $"namespaces/{_ns}/")}{plural}/{name}";

    private async Task DeleteAsync(string path) =>
        Assert.Equal(System.Net.HttpStatusCode.OK, (await watched.Admin.SendAsync(HttpMethod.Delete, path, """{"gracePeriodSeconds":0}""")).Code);

    /// <summary>Somebody who may watch, what, and how that ends.</summary>
    private async Task<(HttpClient Client, string Resource, Func<Task> End)> CallerAsync(Cause cause)
    {
        var admin = watched.Admin;
        Task<string> IssueAsync(string spec = "{}") => admin.IssueAsync("watcher", spec, _ns);
        async Task<(HttpClient, string, Func<Task>)> BoundAsync(string kind, string plural, string json)
        {
            await admin.CreateAsync(Object(plural, "")[..^1], json);
            var token = await IssueAsync($$$"""{"boundObjectRef":{"kind":"{{{kind}}}","apiVersion":"v1","name":"{{{_ns}}}"}}""");
            return (watched.Client(token), "configmaps", () => DeleteAsync(Object(plural, _ns)));
        }

        Task<(HttpClient, string, Func<Task>)> PodAsync() => BoundAsync("Pod", "pods", PodJson("watcher", ""));
        switch (cause)
        {
            case Cause.AccountDeleted:
                return (watched.Client(await IssueAsync()), "configmaps", () => DeleteAsync(Object("serviceaccounts", "watcher")));
            case Cause.SecretDeleted:
                return await BoundAsync("Secret", "secrets", $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
            case Cause.PodDeleted:
                return await PodAsync();
            case Cause.PodMadeAnew:
                var (client, resource, delete) = await PodAsync();
                return (client, resource, async () =>
                {
                    await delete();
                    await admin.CreateAsync(Object("pods", "")[..^1], PodJson("watcher", ""));
                });
            case Cause.NodeDeleted:
                return await BoundAsync("Node", "nodes", $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
            case Cause.TokenExpired:
                return (watched.Client(await watched.SignAsync(await IssueAsync(), 3)), "configmaps", () => Task.CompletedTask);
            case Cause.CertificateExpired:
                await BindAsync("cert", "User", _ns);
                return (watched.Certified(_ns, "people", TimeSpan.FromSeconds(6)), "configmaps", () => Task.CompletedTask);
            case Cause.BindingDeleted:
                await BindAsync("extra", "User", "static-user");
                return (watched.Client("static-token"), "configmaps", () => DeleteAsync($"{Rbac}/rolebindings/extra"));
            case Cause.RoleEmptied:
                await admin.CreateAsync($"{Rbac}/roles", """{"metadata":{"name":"other"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["watch"]}]}""");
                await admin.CreateAsync($"{Rbac}/rolebindings", """{"metadata":{"name":"other"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"other"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"static-user"}]}""");
                return (watched.Client("static-token"), "secrets", async () =>
                    Assert.Equal(System.Net.HttpStatusCode.OK, (await admin.PatchAsync($"{Rbac}/roles/other", """{"rules":[]}""", "application/merge-patch+json")).Code));
            case Cause.NamespaceDeleted:
                return (watched.Client(await IssueAsync()), "configmaps", () => DeleteAsync($"/api/v1/namespaces/{_ns}"));
            case Cause.ForeignTokenExpired:
                await BindAsync("foreign", "User", $"ext:{_ns}");
                return (watched.Client(watched.SignForeign(_ns, 6)), "configmaps", () => Task.CompletedTask);
            case Cause.ForeignKeyWithdrawn:
                await BindAsync("foreign", "User", $"ext:{_ns}");
                return (watched.Client(watched.SignWithdrawn(_ns)), "configmaps", watched.WithdrawForeignKeyAsync);
            case Cause.ImpersonationForbidden:
                await ImpersonatorAsync();
                await BindAsync("target", "User", _ns);
                return (watched.Client("static-token", _ns), "configmaps", () => DeleteAsync($"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/{_ns}"));
            case Cause.ImpersonatedForbidden:
                await ImpersonatorAsync();
                await BindAsync("target", "User", _ns);
                return (watched.Client("static-token", _ns), "configmaps", () => DeleteAsync($"{Rbac}/rolebindings/target"));
            case Cause.ImpersonatedAccountDeleted:
                await ImpersonatorAsync();
                return (watched.Client("static-token", $"system:serviceaccount:{_ns}:watcher"), "configmaps", () => DeleteAsync(Object("serviceaccounts", "watcher")));
            case Cause.NodeLosesPod:
                await admin.CreateAsync(Object("secrets", "")[..^1], """{"metadata":{"name":"needed"}}""");
                await admin.CreateAsync(Object("nodes", "")[..^1], $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
                await admin.CreateAsync(Object("pods", "")[..^1], PodJson("watcher", $$$""","nodeName":"{{{_ns}}}","volumes":[{"name":"v","secret":{"secretName":"needed"}}]"""));
                return (watched.Certified($"system:node:{_ns}", "system:nodes", TimeSpan.FromHours(1)), "secrets?fieldSelector=metadata.name%3Dneeded", () => DeleteAsync(Object("pods", _ns)));
            default:
                throw new InvalidOperationException($"{cause} is not prepared");
        }
    }

    private string PodJson(string account, string more) =>
        $$$"""{"metadata":{"name":"{{{_ns}}}"},"spec":{"serviceAccountName":"{{{account}}}","containers":[{"name":"c","image":"i"}]{{{more}}}}}""";

    private async Task ImpersonatorAsync()
    {
        const string Group = "/apis/rbac.authorization.k8s.io/v1/";
        await watched.Admin.CreateAsync(Group + "clusterroles", $$"""{"metadata":{"name":"{{_ns}}"},"rules":[{"apiGroups":[""],"resources":["users","serviceaccounts"],"verbs":["impersonate"]}]}""");
        await watched.Admin.CreateAsync(Group + "clusterrolebindings", $$"""{"metadata":{"name":"{{_ns}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{_ns}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"static-user"}]}""");
    }

    /// <summary>A server with all kinds of callers.</summary>
    public sealed class Watched : IAsyncLifetime
    {
        private const string Foreign = "https://foreign.example.test";
        private readonly TemporaryFolder _folder = new();
        private const string Withdrawing = "https://withdrawing.example.test";
        private readonly PretendIssuer _foreign = PretendIssuer.Create("k1", "ES256");
        private readonly PretendIssuer _withdrawn = PretendIssuer.Create("k1", "ES256");

        public SignetProcess Server { get; private set; } = null!;

        public ApiClient Admin { get; private set; } = null!;

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
            Server = await SignetProcess.ServeAsync(
                _folder.File("data"), "--signing-algorithm", "ES256", "--token-auth-file", _folder.File("tokens.csv"),
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

        /// <summary>A client with a certificate of the server's own authority.</summary>
        public HttpClient Certified(string user, string group, TimeSpan lifetime)
        {
            using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(Server.DataDirectory, "ca.crt"), Path.Combine(Server.DataDirectory, "ca.key"));
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var now = TimeProvider.System.GetUtcNow();
            var certificate = CertificateTemplate.Client(user, group).ToRequest(key)
                .Create(authority, now.AddMinutes(-1), now + lifetime, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
            var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = Server.TrustPolicy();
            handler.SslOptions.ClientCertificates = [certificate];
            return new HttpClient(handler) { BaseAddress = Server.Address, DefaultRequestVersion = System.Net.HttpVersion.Version20 };
        }

        /// <summary>A token of the server's own key that is like another one and ends in some seconds.</summary>
        public async Task<string> SignAsync(string like, int seconds)
        {
            var claims = ClaimsReader.TryRead(JwtReader.TryRead(like)!.Payload.Span)!;
            var signer = KeyFile.ReadSigner(Path.Combine(Server.DataDirectory, "service-account.key"));
            return await CompactToken.SignAsync(
                claims with { ExpiresAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds }, signer, TestContext.Current.CancellationToken);
        }

        /// <summary>A token of the other issuer.</summary>
        public string SignForeign(string user, int seconds) => _foreign.Sign(string.Create(
            CultureInfo.InvariantCulture, $$"""{"iss":"{{Foreign}}","aud":"signet","sub":"{{user}}","exp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds}}}"""));

        /// <summary>A token of the issuer that withdraws its key.</summary>
        public string SignWithdrawn(string user) => _withdrawn.Sign($$"""{"iss":"{{Withdrawing}}","aud":"signet","sub":"{{user}}","exp":4000000000}""");

        /// <summary>Replaces an issuer's key, and makes the server read the new one by a token of it, which is done once in a while.</summary>
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
}
