using System.Net;
using System.Text.Json.Nodes;
using Signet.Tests.Serving.Keys;

namespace Signet.Tests.Serving.Issuers;

/// <summary>IssuerOperations over HTTPS, and the documents of issuers that come and go.</summary>
public sealed class IssuerOperationTests
{
    private const string Operations = "/apis/tokens.signet.dev/v1alpha1/issueroperations";
    private const string New = "https://i.example.test/new";
    private const string Old = "https://i.example.test/old";
    private const string Configuration = "/.well-known/openid-configuration";

    [Fact]
    public async Task Refuse_ConfiguredIssuer_DocumentsAndPathsEndAndTheAuditLogSaysWho()
    {
        await using var server = await KeyServer.StartAsync("--service-account-issuer", New, "--service-account-issuer", Old);
        var admin = server.Admin;
        await admin.UntilDefaultAccountAsync();
        foreach (var issuer in (string[])[New, Old])
        {
            var configuration = (await admin.GetAsync(new Uri(issuer).AbsolutePath + Configuration)).Json;
            Assert.Equal(issuer, (string?)configuration["issuer"]);
            Assert.Single((JsonArray)(await admin.GetAsync(new Uri((string)configuration["jwks_uri"]!).AbsolutePath)).Json["keys"]!);
        }

        var refused = await admin.CreateAsync(Operations, Operation("Refuse", Old, ",\"confirmed\":true"));

        Assert.Equal("IssuerOperation", (string?)refused["kind"]);
        Assert.Equal($"[\"{Old}\"]", refused["status"]!["changed"]!.ToJsonString());
        Assert.Equal(["Current", "Refused"], refused["status"]!["issuers"]!.AsArray().Select(issuer => (string?)issuer!["state"]));
        Assert.NotEqual(HttpStatusCode.OK, (await admin.GetAsync("/old" + Configuration)).Code);
        Assert.NotEqual(HttpStatusCode.OK, (await admin.GetAsync("/old/openid/v1/jwks")).Code);
        Assert.Equal(New, (string?)(await admin.GetAsync(Configuration)).Json["issuer"]);
        Assert.DoesNotContain("/old" + Configuration, (await admin.GetAsync("/")).Json.ToJsonString(), StringComparison.Ordinal);
        var audited = await server.AuditedAsync(entry => (string?)entry["requestURI"] == Operations && (string?)entry["stage"] == "ResponseComplete");
        Assert.Equal($"Refuse {Old}", (string?)audited["annotations"]!["tokens.signet.dev/issuer-change"]);
        await server.Server.UntilSaysAsync($"changed the accepted issuers (Refuse {Old})");
    }

    [Fact]
    public async Task Refuse_NotConfirmed_IsAConflictWithTheConsequences()
    {
        await using var server = await KeyServer.StartAsync("--service-account-issuer", New, "--service-account-issuer", Old);

        var answer = await server.Admin.PostAsync(Operations, Operation("Refuse", Old));

        Assert.Equal(HttpStatusCode.Conflict, answer.Code);
        Assert.All(answer.Json["details"]!["causes"]!.AsArray(), cause => Assert.Equal("NotConfirmed", (string?)cause!["reason"]));
    }

    [Theory]
    [InlineData("""{"spec":{"action":"Forget"}}""", 422, "supported values: \"List\", \"Refuse\", \"Accept\"")]
    [InlineData("""{"spec":{"action":"Refuse"}}""", 422, "spec.issuer: Required value: the issuer to refuse")]
    [InlineData("""{"spec":{"action":"List","issuer":"https://a"}}""", 422, "spec.issuer: Forbidden: List is about no single issuer")]
    [InlineData("""{"spec":{"action":"Refuse","issuer":"https://i.example.test/new","confirmed":true}}""", 400, "is the issuer of new tokens and cannot be refused")]
    [InlineData("""{"spec":{"action":"Accept","issuer":"https://i.example.test/new","confirmed":true}}""", 400, "was not refused")]
    public async Task Create_Impossible_SaysWhy(string body, int code, string message)
    {
        await using var server = await KeyServer.StartAsync("--service-account-issuer", New);

        var answer = await server.Admin.PostAsync(Operations, body);

        Assert.Equal(code, (int)answer.Code);
        Assert.Contains(message, (string?)answer.Json["message"], StringComparison.Ordinal);
    }

    private static string Operation(string action, string issuer, string more = "") =>
        $$$"""{"spec":{"action":"{{{action}}}","issuer":"{{{issuer}}}"{{{more}}}}}""";
}
