using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Testing;
using Signet.Tests.Signing;

namespace Signet.Tests.Serving;

/// <summary>The key ring over HTTPS: failing signers, replaced keys, documents, watches.</summary>
public sealed class KeyRingTests(RingServer server) : IClassFixture<RingServer>, IDisposable
{
    private const string Path = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const string Secret = "no key must ever be seen";

    public void Dispose() => server.Keys.Replace(TestKeyRing.Snapshot(server.Signer));

    [Fact]
    public async Task Issue_SignerFails_InternalErrorAndTheAuditLogHasTheCause()
    {
        UseSigner(() => throw new SigningFailedException("the token was pulled out", new CryptographicException(Secret)));

        var answer = await server.Admin.PostAsync(Path, "{}");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.Equal("InternalError", (string?)answer.Json["reason"]);
        Assert.Equal("Internal error occurred: the token could not be signed", (string?)answer.Json["message"]);
        Assert.Null(answer.Headers.RetryAfter);
        await AssertAuditedAsync(answer, 500, "the token was pulled out");
    }

    [Fact]
    public async Task Issue_SignerIsNotAvailable_ServiceUnavailableWithRetryAfter()
    {
        UseSigner(() => throw new SigningFailedException("the socket is closed") { RetryAfter = TimeSpan.FromSeconds(2.5) });

        var answer = await server.Admin.PostAsync(Path, "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Code);
        Assert.Equal("ServiceUnavailable", (string?)answer.Json["reason"]);
        Assert.Equal("the signer of tokens is not available; no token was issued", (string?)answer.Json["message"]);
        Assert.Equal(3, (int?)answer.Json["details"]!["retryAfterSeconds"]);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter!.Delta);
        await AssertAuditedAsync(answer, 503, "the socket is closed");
    }

    [Fact]
    public async Task Issue_SignerUsesAKeyThatIsNotPublished_NoTokenIsReturned()
    {
        var stranger = TestKeyRing.NewSigner("stranger");
        var definition = TestKeyRing.Define(server.Signer);
        server.Keys.Replace(new KeyRingSnapshot(definition with { Signers = [new RingSigner { Signer = stranger }] }));

        var answer = await server.Admin.PostAsync(Path, "{}");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.DoesNotContain("eyJ", answer.Body, StringComparison.Ordinal);
        await AssertAuditedAsync(answer, 500, "the signer used the key \"stranger\", which is not in the key ring");
    }

    [Fact]
    public async Task Replace_KeyRemoved_RefusedAtOnceAndReviewsContinueWhileSigningFails()
    {
        var next = TestKeyRing.NewSigner("next");
        server.Keys.Replace(TestKeyRing.Snapshot(next, server.Signer.PublicKey));
        var token = await server.Admin.IssueAsync("default");
        Assert.Equal("next", JwtReader.TryRead(token)!.KeyId);
        Assert.True((bool?)(await server.Admin.ReviewAsync(token))["authenticated"]);

        var definition = TestKeyRing.Define(next);
        server.Keys.Replace(new KeyRingSnapshot(definition with
        {
            Signers = [new RingSigner { Signer = new StubSigner(() => throw new SigningFailedException("away")), KeyId = "next" }],
        }));
        Assert.Equal(HttpStatusCode.InternalServerError, (await server.Admin.PostAsync(Path, "{}")).Code);
        Assert.True((bool?)(await server.Admin.ReviewAsync(token))["authenticated"]);
        server.Keys.Replace(TestKeyRing.Snapshot(server.Signer));

        Assert.Null((await server.Admin.ReviewAsync(token))["authenticated"]);
    }

    [Fact]
    public async Task Documents_AfterASwap_HaveTheNewKeysAlgorithmsAndMaxAge()
    {
        var rsa = Tokens.TokenBench.NewSigner(JwtAlgorithm.RS256);
        var (before, _) = await DocumentAsync("/openid/v1/jwks");
        var definition = TestKeyRing.Define(server.Signer, rsa.PublicKey);
        server.Keys.Replace(new KeyRingSnapshot(definition with { MaxAge = TimeSpan.FromSeconds(77) }));

        var (keySet, keySetAge) = await DocumentAsync("/openid/v1/jwks");
        var (configuration, configurationAge) = await DocumentAsync("/.well-known/openid-configuration");

        Assert.Equal([server.Signer.KeyId], Ids(before));
        Assert.Equal([server.Signer.KeyId, rsa.KeyId], Ids(keySet));
        Assert.Equal(["ES256", "RS256"], configuration["id_token_signing_alg_values_supported"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(("public, max-age=77", "public, max-age=77"), (keySetAge, configurationAge));
    }

    /// <summary>The ring is not replaced: the key's window ends with time.</summary>
    [Fact]
    public async Task KeyPastItsWindows_IsUnpublishedAndItsWatchesEnd()
    {
        var ending = TestKeyRing.NewSigner("ending");
        var claims = ClaimsReader.TryRead(JwtReader.TryRead(await server.Admin.IssueAsync("default"))!.Payload.Span)!;
        var token = await CompactToken.SignAsync(claims, ending, default);
        await server.Admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            """{"metadata":{"name":"ring-watch"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"ServiceAccount","name":"default","namespace":"default"}]}""");
        var end = DateTimeOffset.FromUnixTimeSeconds(server.Time.GetUtcNow().ToUnixTimeSeconds() + 600);
        var definition = TestKeyRing.Define(server.Signer);
        server.Keys.Replace(new KeyRingSnapshot(definition with
        {
            Keys = [.. definition.Keys, TestKeyRing.KeyOf(ending) with { VerifiesUntil = end, PublishedUntil = end }],
        }));
        Assert.Equal([server.Signer.KeyId, "ending"], Ids((await DocumentAsync("/openid/v1/jwks")).Json));
        using var client = server.CreateClient(token);
        using var watch = await RunningWatch.BeginAsync(client, "/api/v1/namespaces/default/configmaps?watch=true");
        Assert.False(watch.Ended.IsCompleted);

        server.Time.Jump(TimeSpan.FromMinutes(10));
        await watch.Ended.WaitAsync(Patience.Limit);

        Assert.Contains("Expired", watch.Text, StringComparison.Ordinal);
        Assert.Equal([server.Signer.KeyId], Ids((await DocumentAsync("/openid/v1/jwks")).Json));
        Assert.Null((await server.Admin.ReviewAsync(token))["authenticated"]);
    }

    private void UseSigner(Func<JwtSignature> sign)
    {
        var definition = TestKeyRing.Define(server.Signer);
        server.Keys.Replace(new KeyRingSnapshot(definition with { Signers = [definition.Signers[0] with { Signer = new StubSigner(sign) }] }));
    }

    private async Task AssertAuditedAsync(ApiAnswer answer, int code, string reason)
    {
        var audited = await server.AuditOfAsync(answer.Headers.GetValues("Audit-Id").Single());
        Assert.Equal(code, (int?)audited["responseStatus"]!["code"]);
        Assert.Equal(reason, (string?)audited["annotations"]!["tokens.signet.dev/signing-failure"]);
        Assert.Null(audited["annotations"]!["authentication.kubernetes.io/issued-credential-id"]);
        Assert.DoesNotContain(Secret, audited.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal);
    }

    private async Task<(JsonNode Json, string? CacheControl)> DocumentAsync(string path)
    {
        using var answer = await server.Admin.Http.GetAsync(path);
        return (JsonNode.Parse(await answer.Content.ReadAsStringAsync())!, answer.Headers.CacheControl?.ToString());
    }

    private static IEnumerable<string?> Ids(JsonNode keySet) => keySet["keys"]!.AsArray().Select(key => (string?)key!["kid"]);
}
