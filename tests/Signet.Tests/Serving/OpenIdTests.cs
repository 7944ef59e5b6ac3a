using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Signet.Core.Signing;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Tokens;

namespace Signet.Tests.Serving;

/// <summary>An ordinary OIDC library that knows only the issuer's address, over real HTTPS.</summary>
public sealed class OpenIdTests(RunningServer running) : IDisposable
{
    private const string Configuration = "/.well-known/openid-configuration";
    private const string KeySet = "/openid/v1/jwks";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    public async Task Token_ThroughDiscovery_VerifiesAndNothingElseDoes(string algorithm)
    {
        var keyFile = _folder.File("signing.key");
        await File.WriteAllTextAsync(keyFile, SigningKeyGenerator.Generate(JwtAlgorithm.Find(algorithm)!));
        await using var server = await SignetInProcess.ServeAsync(_folder.File("data"), "--service-account-signing-key-file", keyFile, "--log-level", "warning");
        using var client = server.CreateClient(asAdministrator: true);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"x"}}""");
        var token = await admin.IssueAsync("x", """{"audiences":["vault"]}""");
        var rules = await RulesAsync(server.Address, client, "vault");

        var good = await new JsonWebTokenHandler().ValidateTokenAsync(token, rules);

        Assert.True(good.IsValid, good.Exception?.Message);
        Assert.Equal("system:serviceaccount:default:x", good.Claims["sub"]);
        Assert.Equal(algorithm, ((JsonWebToken)good.SecurityToken).Alg);
        Assert.Equal(server.Address.ToString().TrimEnd('/'), good.Issuer);

        await AssertRefusedAsync<SecurityTokenInvalidSignatureException>(Tamper(token), rules);
        await AssertRefusedAsync<SecurityTokenInvalidAudienceException>(token, await RulesAsync(server.Address, client, "another"));
        var expired = await SignAsExpiredAsync(token, keyFile);
        await AssertRefusedAsync<SecurityTokenExpiredException>(expired, rules);
        Assert.Contains("has expired", (string)(await admin.ReviewAsync(expired, """["vault"]"""))["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Configuration, "application/json")]
    [InlineData(KeySet, "application/jwk-set+json")]
    public async Task Document_AskedForAgain_NotModified(string path, string mediaType)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var first = await client.GetAsync(path);
        var tag = first.Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tag } } };
        using var other = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", "\"other\"" } } };
        using var unchanged = await client.SendAsync(again);
        using var changed = await client.SendAsync(other);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(mediaType, first.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=3600", first.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(tag, unchanged.Headers.ETag);
        Assert.Equal("public, max-age=3600", unchanged.Headers.CacheControl!.ToString());
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task KeyFiles_Several_AreAllPublishedAndAccepted()
    {
        var (first, second) = (TokenBench.NewKey(JwtAlgorithm.RS256), TokenBench.NewKey(JwtAlgorithm.ES384));
        await File.WriteAllTextAsync(_folder.File("one.pem"), first.PublicPem);
        await File.WriteAllTextAsync(_folder.File("two.pem"), second.PrivatePem);
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--signing-algorithm", "ES256", "--service-account-key-file", _folder.File("one.pem"), "--service-account-key-file", _folder.File("two.pem"));
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"x"}}""");
        var own = await admin.IssueAsync("x");
        var claims = ClaimsReader.TryRead(JwtReader.TryRead(own)!.Payload.Span)!;

        var keys = (JsonArray)(await admin.GetAsync(KeySet)).Json["keys"]!;
        var algorithms = (JsonArray)(await admin.GetAsync(Configuration)).Json["id_token_signing_alg_values_supported"]!;

        Assert.Equal(["ES256", "RS256", "ES384"], keys.Select(key => (string?)key!["alg"]));
        Assert.Equal(["ES256", "ES384", "RS256"], algorithms.Select(name => (string?)name));
        Assert.Equal((string?)keys[1]!["kid"], first.Signer.KeyId);
        foreach (var signer in (LocalJwtSigner[])[first.Signer, second.Signer])
        {
            Assert.True((bool?)(await admin.ReviewAsync(await CompactToken.SignAsync(claims, signer, default)))["authenticated"]);
        }

        var stranger = await CompactToken.SignAsync(claims, TokenBench.NewSigner(JwtAlgorithm.ES256), default);
        Assert.Null((await admin.ReviewAsync(stranger))["authenticated"]);
    }

    private static async Task<TokenValidationParameters> RulesAsync(Uri issuer, HttpClient client, string audience)
    {
        var discovery = new ConfigurationManager<OpenIdConnectConfiguration>(
            new Uri(issuer, Configuration).ToString(), new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(client) { RequireHttps = true });
        var found = await discovery.GetConfigurationAsync(default);
        return new TokenValidationParameters
        {
            ValidIssuer = found.Issuer,
            IssuerSigningKeys = found.SigningKeys,
            ValidAudience = audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
    }

    private static async Task AssertRefusedAsync<TException>(string token, TokenValidationParameters rules)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, rules);

        Assert.False(result.IsValid);
        Assert.IsAssignableFrom<TException>(result.Exception);
    }

    /// <summary>Replaces the subject and keeps the signature.</summary>
    private static string Tamper(string token)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{TokenBench.Encode(TokenBench.Decode(parts[1]).Replace(":default:x", ":default:y", StringComparison.Ordinal))}.{parts[2]}";
    }

    private static async Task<string> SignAsExpiredAsync(string token, string keyFile)
    {
        var claims = ClaimsReader.TryRead(JwtReader.TryRead(token)!.Payload.Span)!;
        var past = claims.IssuedAt - 7200;
        return await CompactToken.SignAsync(
            claims with { IssuedAt = past, NotBefore = past, ExpiresAt = past + 600 }, KeyFile.Load(keyFile).ReadSigner(), default);
    }
}
