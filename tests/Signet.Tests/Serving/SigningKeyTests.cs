using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Signing keys over HTTPS: what clients read, and that they change nothing.</summary>
public sealed class SigningKeyTests : IAsyncLifetime
{
    private const string Keys = "/apis/tokens.signet.dev/v1alpha1/signingkeys";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private SignetServer _server = null!;
    private ApiClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), "admin-token,admin,1,system:masters\nalice-token,alice,2\n");
        var options = new ServerOptions
        {
            Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256, PublicationLead = TimeSpan.FromMinutes(61) },
            Authentication = new AuthenticationOptions { TokenFile = _folder.File("tokens.csv") },
        };
        _server = await new SignetServerBuilder(options) { Time = _time }.StartAsync(TestContext.Current.CancellationToken);
        _admin = ClientOf("admin-token");
        await Patience.UntilAsync(async () => (await ItemsAsync()).Count == 1, "the key has its object");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Get_TheKeyOfATokensKid_HasItsStageWindowsAndReasons()
    {
        await _admin.UntilDefaultAccountAsync();
        var kid = Core.Tokens.Verification.JwtReader.TryRead(await _admin.IssueAsync("default"))!.KeyId;

        var key = (await _admin.GetAsync($"{Keys}/{kid}")).Json;

        Assert.Equal("SigningKey", (string?)key["kind"]);
        Assert.Equal((kid, "ES256"), ((string?)key["spec"]!["keyId"], (string?)key["spec"]!["algorithm"]));
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", (string?)key["spec"]!["publicKey"], StringComparison.Ordinal);
        Assert.Equal("Current", (string?)key["status"]!["state"]);
        Assert.NotNull((string?)key["status"]!["signsFrom"]);
        Assert.Equal("at once: every JWKS of the issuer has it", (string?)key["status"]!["reasons"]!["signsFrom"]);
        Assert.DoesNotContain("PRIVATE", key.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("DELETE", "")]
    [InlineData("PUT", "/NAME")]
    [InlineData("PATCH", "/NAME")]
    [InlineData("DELETE", "/NAME")]
    public async Task Writes_OfAnAdministrator_AreNotAllowedAndChangeNothing(string method, string path)
    {
        var before = Assert.Single(await ItemsAsync())!;
        var body = before.DeepClone();
        body["status"]!["state"] = "Revoked";

        var refused = await _admin.SendAsync(
            new HttpMethod(method),
            Keys + path.Replace("NAME", (string?)before["metadata"]!["name"], StringComparison.Ordinal),
            body.ToJsonString(),
            method == "PATCH" ? "application/merge-patch+json" : "application/json");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.Code);
        Assert.Equal("the server does not allow this method on the requested resource", (string?)refused.Json["message"]);
        Assert.Equal(before.ToJsonString(), Assert.Single(await ItemsAsync())!.ToJsonString());
    }

    [Fact]
    public async Task Reads_WithoutAndWithTheRight_AreDecidedByRbac()
    {
        using var alice = ClientOf("alice-token");

        var refused = await alice.GetAsync(Keys);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.Equal(
            "signingkeys.tokens.signet.dev is forbidden: User \"alice\" cannot list resource \"signingkeys\" in API group \"tokens.signet.dev\" at the cluster scope",
            (string?)refused.Json["message"]);
        await _admin.CreateAsync(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            """{"metadata":{"name":"keys"},"rules":[{"apiGroups":["tokens.signet.dev"],"resources":["signingkeys"],"verbs":["get","list","watch"]}]}""");
        await _admin.CreateAsync(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            """{"metadata":{"name":"keys"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"keys"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"alice"}]}""");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync(Keys)).Code);
    }

    [Fact]
    public async Task Watch_DuringARotation_SeesEachStage()
    {
        var list = (await _admin.GetAsync(Keys)).Json;
        var old = (string?)list["items"]![0]!["metadata"]!["name"];
        using var watch = await RunningWatch.BeginAsync(
            _admin.Http, $"{Keys}?watch=true&timeoutSeconds=80000&resourceVersion={(string?)list["metadata"]!["resourceVersion"]}");

        var rotated = await _server.Parts.ManagedKeys!.Keys.OperateAsync(
            operations => operations.Rotate(JwtAlgorithm.ES256), isConfirmed: false, isDryRun: false, default);

        var next = Assert.Single(rotated.Value.Transitions.OfType<KeyTransition.Create>());
        await UntilWatchedAsync(watch, name => name != old, "Next", TimeSpan.FromSeconds(1));
        await UntilWatchedAsync(watch, name => name != old, "Current", TimeSpan.FromMinutes(10));
        Assert.True(_time.GetUtcNow() >= next.SignsFrom);
        await UntilWatchedAsync(watch, name => name == old, "Previous", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Table_ForKubectl_HasTheColumns()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Keys);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(Table));
        using var answer = await _admin.Http.SendAsync(request);
        var table = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(
            ["Name", "Algorithm", "State", "Signs From", "Signs Until", "Needed Until", "Published From", "Confirmed At", "Safe To Sign From", "Age"],
            table["columnDefinitions"]!.AsArray().Select(column => (string?)column!["name"]));
        var cells = Assert.Single(table["rows"]!.AsArray())!["cells"]!.AsArray();
        Assert.Equal(("ES256", "Current", "<none>"), ((string?)cells[1], (string?)cells[2], (string?)cells[4]));
    }

    [Fact]
    public async Task Discovery_BothForms_ListTheKindAndOpenApiDescribesIt()
    {
        var resource = Assert.Single(
            (await _admin.GetAsync("/apis/tokens.signet.dev/v1alpha1")).Json["resources"]!.AsArray(), one => (string?)one!["name"] == "signingkeys")!;
        Assert.Equal("""["get","list","watch"]""", resource["verbs"]!.ToJsonString());
        Assert.Equal("""["sk"]""", resource["shortNames"]!.ToJsonString());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
        using var answer = await _admin.Http.SendAsync(request);
        Assert.Contains("\"signingkeys\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var document = (await _admin.GetAsync("/openapi/v3/apis/tokens.signet.dev/v1alpha1")).Json;
        var status = document["components"]!["schemas"]!["dev.signet.tokens.v1alpha1.SigningKeyStatus"]!["properties"]!;
        Assert.All(["state", "publishedFrom", "safeToSignFrom", "signsFrom", "signsUntil", "neededUntil", "reasons"], name => Assert.NotEmpty((string?)status[name]!["description"] ?? ""));
        Assert.Equal(["get"], document["paths"]![$"{Keys}/{{name}}"]!.AsObject().Select(member => member.Key).Where(name => name != "parameters"));
    }

    private async Task UntilWatchedAsync(RunningWatch watch, Predicate<string?> isName, string state, TimeSpan step) => await Patience.UntilAsync(
        () =>
        {
            _time.Advance(step);
            var seen = watch.Text.Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!["object"]!)
                .Any(item => isName((string?)item["metadata"]!["name"]) && (string?)item["status"]!["state"] == state);
            return Task.FromResult(seen);
        },
        $"the watch has a key that is {state}");

    private async Task<JsonArray> ItemsAsync() => (await _admin.GetAsync(Keys)).Json["items"]!.AsArray();

    private ApiClient ClientOf(string token)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(_server.CaBundlePem));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = trust;
        var client = new HttpClient(handler) { BaseAddress = _server.Address, DefaultRequestVersion = HttpVersion.Version20 };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ApiClient(client);
    }
}
