using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Testing;
using static Signet.Tests.Serving.Keys.KeyServer;

namespace Signet.Tests.Serving.Keys;

/// <summary>Operations on signing keys over the API.</summary>
public sealed class KeyOperationTests
{
    [Fact]
    public async Task Create_List_HasWindowsWithReasonsAndTheNextTransitions()
    {
        await using var server = await StartAsync();

        var operation = await server.Admin.CreateAsync(Operations, Operation("List"));

        var key = Assert.Single(KeysIn(operation));
        Assert.Equal(("ES256", "Current", true), ((string?)key["algorithm"], (string?)key["state"], (bool?)key["safeToSign"]));
        var bounds = ((JsonArray)key["windows"]!).Select(window => (string?)window!["bound"]);
        Assert.Equal(["publishedFrom", "signsFrom", "signsUntil", "verifiesUntil"], bounds);
        Assert.All((JsonArray)key["windows"]!, window => Assert.NotEmpty((string?)window!["reason"] ?? ""));
        Assert.Equal(["Next", "Current", "Previous", "Retired"], ((JsonArray)operation["status"]!["schedule"]!).Select(next => (string?)next!["state"]));
        Assert.Equal(86400, (int?)operation["status"]!["policy"]!["publicationLeadSeconds"]);
        Assert.Equal("SigningKeyOperation", (string?)operation["kind"]);
    }

    /// <summary>
    /// Its tokens fail the next review although their signatures were cached, it leaves the JWKS, and another key signs: all of it before the answer.
    /// </summary>
    [Fact]
    public async Task Create_Revoke_IsInForceBeforeTheAnswer()
    {
        await using var server = await StartAsync();
        await server.Admin.UntilDefaultAccountAsync();
        var key = await server.CurrentKeyAsync();
        var token = await server.Admin.IssueAsync("default");
        Assert.True((bool?)(await server.Admin.ReviewAsync(token))["authenticated"]);

        var refused = await server.Admin.PostAsync(Operations, Operation("Revoke", $$""","keyID":"{{key}}" """));
        Assert.Equal(HttpStatusCode.Conflict, refused.Code);
        var causes = (JsonArray)refused.Json["details"]!["causes"]!;
        Assert.Equal(3, causes.Count);
        Assert.All(causes, cause => Assert.Equal("NotConfirmed", (string?)cause!["reason"]));
        Assert.True((bool?)(await server.Admin.ReviewAsync(token))["authenticated"]);

        var revoked = await server.Admin.CreateAsync(Operations, Operation("Revoke", $$""","keyID":"{{key}}","confirmed":true"""));

        Assert.Null((await server.Admin.ReviewAsync(token))["authenticated"]);
        Assert.DoesNotContain(key, await server.PublishedAsync());
        Assert.Equal(["Revoked", "Current"], KeysIn(revoked).Select(one => (string?)one["state"]));
        Assert.Equal(
            causes.Select(cause => WithoutTimes(cause!["message"])), ((JsonArray)revoked["status"]!["consequences"]!).Select(WithoutTimes));
        Assert.True((bool?)(await server.Admin.ReviewAsync(await server.Admin.IssueAsync("default")))["authenticated"]);
        var audited = await server.AuditedAsync(one => one["annotations"]?["tokens.signet.dev/key-changes"] is not null);
        Assert.Contains($"{key}: revoked", (string?)audited["annotations"]!["tokens.signet.dev/key-changes"], StringComparison.Ordinal);
        await server.Server.UntilSaysAsync($"signet-admin changed the signing keys (Revoke): {key}: revoked");
    }

    [Fact]
    public async Task Create_DryRun_SaysWhatItWouldDoAndChangesNothing()
    {
        await using var server = await StartAsync();
        var key = await server.CurrentKeyAsync();

        var dry = await server.Admin.CreateAsync(Operations + "?dryRun=All", Operation("Revoke", $$""","keyID":"{{key}}","confirmed":true"""));
        Assert.Equal(["Created", "Changed"], ((JsonArray)dry["status"]!["transitions"]!).Select(done => (string?)done!["change"]));
        Assert.Equal(3, ((JsonArray)dry["status"]!["consequences"]!).Count);
        await server.Admin.CreateAsync(Operations + "?dryRun=All", Operation("Rotate"));

        Assert.Equal(key, Assert.Single(await server.PublishedAsync()));
        Assert.Single(KeysIn(await server.Admin.CreateAsync(Operations, Operation("List"))));
    }

    [Fact]
    public async Task Create_PrepareAndActivate_PublishesItAndSignsOnlyWhenConfirmed()
    {
        await using var server = await StartAsync();
        await server.Admin.UntilDefaultAccountAsync();
        var first = await server.CurrentKeyAsync();

        var prepared = (string)KeysIn(await server.Admin.CreateAsync(Operations, Operation("Prepare"))).Last()["keyID"]!;

        // Windows begin at whole seconds.
        await Patience.UntilAsync(async () => (await server.PublishedAsync()).Contains(prepared), "the prepared key is in the JWKS");
        Assert.Equal(HttpStatusCode.Conflict, (await server.Admin.PostAsync(Operations, Operation("Activate", $$""","keyID":"{{prepared}}" """))).Code);
        Assert.Equal(first, await server.CurrentKeyAsync());
        await server.Admin.CreateAsync(Operations, Operation("Activate", $$""","keyID":"{{prepared}}","confirmed":true"""));

        await Patience.UntilAsync(async () => HeaderOf(await server.Admin.IssueAsync("default")) == prepared, "the activated key signs");
    }

    [Theory]
    [InlineData("""{"spec":{}}""", "spec.action: Required value")]
    [InlineData("""{"spec":{"action":"rotate"}}""", "spec.action: Unsupported value")]
    [InlineData("""{"spec":{"action":"Revoke"}}""", "spec.keyID: Required value")]
    [InlineData("""{"spec":{"action":"Rotate","keyID":"a"}}""", "spec.keyID: Forbidden")]
    [InlineData("""{"spec":{"action":"List","algorithm":"ES256"}}""", "spec.algorithm: Forbidden")]
    [InlineData("""{"spec":{"action":"Rotate","algorithm":"HS256"}}""", "spec.algorithm: Unsupported value")]
    public async Task Create_WrongRequest_Is422WithTheField(string body, string fault)
    {
        await using var server = await StartAsync();

        var answer = await server.Admin.PostAsync(Operations, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
        Assert.Contains(fault, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Revoke", ",\"keyID\":\"none\",\"confirmed\":true", "there is no key")]
    [InlineData("Rotate", ",\"algorithm\":\"ES512\"", "no token is signed with ES512")]
    public async Task Create_ImpossibleOperation_Is400(string action, string more, string fault)
    {
        await using var server = await StartAsync();

        var answer = await server.Admin.PostAsync(Operations, Operation(action, more));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.Contains(fault, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_KeysOfAFile_Is400ThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            await File.WriteAllTextAsync(folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        }

        await using var server = await SignetInProcess.ServeAsync(folder.File("data"), "--service-account-signing-key-file", folder.File("key.pem"));
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));

        var answer = await admin.PostAsync(Operations, Operation("List"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.Contains("are not managed", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Operations_AreNotStored()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Admin.GetAsync(Operations)).Code);
    }

    private static string HeaderOf(string token) =>
        (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))))!["kid"]!;

    /// <summary>The second request may be of the next second.</summary>
    private static string WithoutTimes(JsonNode? text) => Regex.Replace((string)text!, @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "(time)");
}
