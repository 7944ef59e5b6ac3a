using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Signet.Testing;

namespace Signet.Tests.Audit;

/// <summary>With the highest audit level and all logs enabled, no token, key or secret is written, and the events are still complete.</summary>
public sealed class AuditSecrecyTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private static readonly string[] Canaries = ["canary-created", "canary-replaced", "canary-merged", "canary-strategic", "canary-patched", "canary-applied", "canary-yaml", "canary-misplaced"];

    [Fact]
    public async Task Outputs_RequestsWithSecrets_ContainNone()
    {
        await using var server = await AuditedServer.StartAsync("[{level: RequestResponse}]");
        var tokens = await LiveAsync(server);

        var events = await server.EndAsync();

        Assert.NotEmpty(events);
        var keys = Directory.GetFiles(server.Process.DataDirectory, "*.key").SelectMany(File.ReadLines).Where(line => line.Length >= 40);
        string[] hidden =
        [
            .. Canaries, .. Canaries.Select(Base64), .. tokens, .. tokens.Select(token => token.Split('.')[^1]),
            AuditedServer.AdminToken, AuditedServer.BobToken, .. keys,
        ];
        Assert.DoesNotContain(hidden, text => server.Written.Contains(text, StringComparison.Ordinal));
        Assert.Contains("\"data\":{\"a\":\"REDACTED\"}", server.Written, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"x\"", server.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_IssuedAndUsed_EventsShareItsId()
    {
        await using var server = await AuditedServer.StartAsync("[{level: Metadata}]");
        using var admin = server.ClientOf(AuditedServer.AdminToken);
        await admin.CreateAsync(Secrets, """{"metadata":{"name":"b"}}""");
        using var asking = server.ClientOf(AuditedServer.AdminToken, "asked");
        var token = await asking.IssueAsync("default", """{"expirationSeconds":1000,"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"b"}}""");
        using var reviewing = server.ClientOf(AuditedServer.AdminToken, "reviewed");
        await reviewing.ReviewAsync(token);
        using var using_ = server.ClientOf(token, "used");
        await using_.GetAsync("/version");
        await admin.DeleteAsync(Secrets + "/b");
        using var late = server.ClientOf(token, "refused");
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.GetAsync("/version")).Code);

        var events = await server.EndAsync();

        var issued = events["asked"].Last()["annotations"]!;
        var id = (string)issued["authentication.kubernetes.io/issued-credential-id"]!;
        Assert.StartsWith("JTI=", id, StringComparison.Ordinal);
        Assert.Equal("1000", (string?)issued["tokens.signet.dev/requested-expiration-seconds"]);
        Assert.Equal("1000", (string?)issued["tokens.signet.dev/expiration-seconds"]);
        Assert.Equal("1000", (string?)issued["tokens.signet.dev/lifetime-seconds"]);
        Assert.Equal($"[\"{server.Process.Address.OriginalString}\"]", (string?)issued["tokens.signet.dev/audiences"]);
        Assert.Equal("Secret/b", (string?)issued["tokens.signet.dev/bound-object"]);
        Assert.Equal(36, ((string?)issued["tokens.signet.dev/bound-object-uid"])?.Length);
        var reviewed = events["reviewed"].Last()["annotations"]!;
        Assert.Equal("authenticated", (string?)reviewed["tokens.signet.dev/review"]);
        Assert.Equal("system:serviceaccount:default:default", (string?)reviewed["tokens.signet.dev/reviewed-user"]);
        Assert.Equal(id, (string?)reviewed["tokens.signet.dev/reviewed-credential-id"]);
        Assert.Equal(id, (string?)events["used"].Last()["user"]!["extra"]!["authentication.kubernetes.io/credential-id"]![0]);
        Assert.Equal("service account token has been invalidated", (string?)events["refused"].Last()["annotations"]!["tokens.signet.dev/authentication-failure"]);
    }

    [Fact]
    public async Task Impersonation_GrantedAndRefused_RecordsBothUsers()
    {
        await using var server = await AuditedServer.StartAsync("[{level: Metadata}]");
        using var granted = server.ClientOf(AuditedServer.AdminToken, "granted");
        granted.Http.DefaultRequestHeaders.Add("Impersonate-User", "bob");
        using var refused = server.ClientOf(AuditedServer.BobToken, "refused");
        refused.Http.DefaultRequestHeaders.Add("Impersonate-User", "admin");
        await ExpectAsync(granted.GetAsync(Secrets), 403);
        await ExpectAsync(refused.GetAsync(Secrets), 403);

        var events = await server.EndAsync();

        var (yes, no) = (events["granted"].Last(), events["refused"].Last());
        Assert.Equal(("admin", "bob"), ((string?)yes["user"]!["username"], (string?)yes["impersonatedUser"]?["username"]));
        Assert.NotNull(yes["authenticationMetadata"]?["impersonationConstraint"]);
        Assert.Equal(("bob", null), ((string?)no["user"]!["username"], (string?)no["impersonatedUser"]?["username"]));
        Assert.Equal("forbid", (string?)yes["annotations"]!["authorization.k8s.io/decision"]);
        Assert.Null(no["annotations"]);
    }

    [Fact]
    public async Task StandardOutput_AsThePath_HasTheLines()
    {
        await using var server = await AuditedServer.StartAsync("[{level: Metadata}]", "--audit-log-path", "-");
        using var client = server.ClientOf(AuditedServer.AdminToken, "mine");
        await server.BreakOffAsync("GET", "/%zz", AuditedServer.AdminToken, "mine");
        Assert.Contains("[+]audit ok", (await client.GetAsync("/readyz?verbose")).Body, StringComparison.Ordinal);

        var events = await server.EndAsync();

        var malformed = Assert.Single(events["mine"], one => (string?)one["requestURI"] == "/%zz");
        Assert.Equal(400, (int?)malformed["responseStatus"]!["code"]);
    }

    /// <summary>Sends secrets in every form; returns the tokens that were sent and received.</summary>
    private static async Task<string[]> LiveAsync(AuditedServer server)
    {
        using var admin = server.ClientOf(AuditedServer.AdminToken);
        await admin.CreateAsync(Secrets, """{"kind":"Secret","metadata":{"name":"x"},"stringData":{"a":"canary-created"}}""");
        await ExpectAsync(admin.SendAsync(HttpMethod.Post, Secrets, "metadata: {name: from-yaml}\nstringData: {a: canary-yaml}\n", "application/yaml"), 201);
        await ExpectAsync(admin.PutAsync(Secrets + "/x", $$$"""{"metadata":{"name":"x"},"data":{"a":"{{{Base64("canary-replaced")}}}"}}"""), 200);
        await ExpectAsync(admin.PatchAsync(Secrets + "/x", """{"stringData":{"a":"canary-merged"}}""", "application/merge-patch+json"), 200);
        await ExpectAsync(admin.PatchAsync(Secrets + "/x", """{"stringData":{"a":"canary-strategic"}}""", "application/strategic-merge-patch+json"), 200);
        await ExpectAsync(admin.PatchAsync(Secrets + "/x", $$"""[{"op":"replace","path":"/data/a","value":"{{Base64("canary-patched")}}"}]""", "application/json-patch+json"), 200);
        await ExpectAsync(
            admin.PatchAsync(
                Secrets + "/z?fieldManager=m",
                """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"z","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{canary-applied}"}},"stringData":{"a":"canary-applied"}}""",
                "application/apply-patch+yaml"),
            201);
        await ExpectAsync(admin.PostAsync(Secrets, """{"metadata":{"name":"w"},"data":{"a":"canary-misplaced!"}}"""), 400);
        await ExpectAsync(admin.PostAsync(Secrets + "?fieldValidation=Strict", """{"metadata":{"name":"w"},"stringdata":{"a":"canary-misplaced"}}"""), 400);
        await ExpectAsync(admin.PostAsync(Secrets, """{"metadata":{"name":"w"},"data":"canary-misplaced"}"""), 400);
        await ExpectAsync(admin.PostAsync(Secrets, """{"metadata":{"name":"w"},"type":"kubernetes.io/tls","stringData":{"tls.crt":"canary-misplaced"}}"""), 422);
        await ExpectAsync(admin.PostAsync("/api/v1/namespaces/default/configmaps", """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"w"},"data":{"a":"canary-misplaced"}}"""), 400);
        await ExpectAsync(admin.GetAsync(Secrets), 200);
        await ExpectAsync(admin.GetAsync(Secrets + "/x"), 200);
        await ExpectAsync(admin.GetAsync(Secrets + "?watch=1&timeoutSeconds=1&resourceVersion=1"), 200);
        await ExpectAsync(admin.DeleteAsync(Secrets + "/x"), 200);
        await ExpectAsync(admin.DeleteAsync(Secrets), 200);

        var good = await admin.IssueAsync("default");
        var bad = good[..^8] + "AAAAAAAA";
        await admin.ReviewAsync(good);
        await admin.ReviewAsync(bad);
        await admin.ReviewAsync(AuditedServer.BobToken);
        using var builder = server.ClientOf(good);
        builder.Http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue($"(token {good})"));
        await ExpectAsync(builder.GetAsync($"/version?token={AuditedServer.BobToken}&access_token={AuditedServer.AdminToken}"), 200);
        await ExpectAsync(builder.GetAsync($"/api/v1/namespaces/default/secrets/{good}"), 403);
        using var stranger = server.ClientOf(bad);
        await ExpectAsync(stranger.GetAsync("/version"), 401);
        await ExpectAsync(stranger.GetAsync("/version/" + good), 401);
        await ExpectAsync(admin.PostAsync("/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"!{{{good}}}"}}"""), 422);
        return [good, bad];
    }

    private static async Task ExpectAsync(Task<ApiAnswer> sent, int code)
    {
        var answer = await sent;
        Assert.True((int)answer.Code == code, $"{(int)answer.Code} instead of {code}: {answer.Body}");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
