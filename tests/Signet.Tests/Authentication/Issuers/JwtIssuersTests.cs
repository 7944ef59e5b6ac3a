using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Testing;

namespace Signet.Tests.Authentication.Issuers;

/// <summary>Authentication by tokens of other issuers.</summary>
public sealed class JwtIssuersTests : IDisposable
{
    private const string Issuer = "https://ci.example.test";
    private const string OwnAudience = "https://own.example.test";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Times = $"\"iat\":{Now.ToUnixTimeSeconds()},\"exp\":{Now.AddHours(1).ToUnixTimeSeconds()}";
    private static readonly string Claims = $$"""{"iss":"{{Issuer}}","aud":["other","signet"],"sub":"deploy","roles":["dev","ops"],"jti":"7",{{Times}}}""";
    private readonly PretendIssuer _key = PretendIssuer.Create("k1", "ES256");
    private readonly FakeTimeProvider _time = new(Now);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Authenticate_EveryAlgorithm_IsAccepted(string algorithm)
    {
        using var key = PretendIssuer.Create("k", algorithm);

        var user = Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(key.Sign(Claims), key)).User;

        Assert.Equal("ci:deploy", user.Name);
        Assert.Equal(["r:dev", "r:ops"], user.Groups);
        Assert.Equal("JTI=7", Assert.Single(Assert.Single(user.Extra).Value));
    }

    [Fact]
    public async Task Authenticate_KeyForOneAlgorithmUsedWithAnother_IsRejected()
    {
        using var key = PretendIssuer.Create("k", "RS256");

        Assert.IsType<TokenAuthentication.Rejected>(await AuthenticateAsync(key.Sign(Claims, algorithm: "PS256"), key));
        Assert.IsType<TokenAuthentication.Rejected>(await AuthenticateAsync(key.Sign(Claims, algorithm: "none"), key));
    }

    [Fact]
    public async Task Authenticate_TokenWithoutKeyId_IsVerifiedWithAnyKey() =>
        Assert.IsType<TokenAuthentication.Authenticated>(await AuthenticateAsync(_key.Sign(Claims, keyId: ""), _key));

    [Theory]
    [InlineData("\"signet\"", "\"elsewhere\"", "the accepted audiences are [\"signet\"]")]
    [InlineData("\"sub\":\"deploy\",", "", "\"sub\"")]
    [InlineData("\"sub\":\"deploy\"", "\"sub\":7", "\"sub\"")]
    [InlineData("\"sub\":\"deploy\"", "\"sub\":\"\"", "\"sub\"")]
    [InlineData("[\"dev\",\"ops\"]", "[\"dev\",7]", "is not a list of strings")]
    [InlineData("[\"dev\",\"ops\"]", "{\"dev\":1}", "neither a string nor a list of strings")]
    [InlineData("\"roles\":[\"dev\",\"ops\"]", "\"_claim_names\":{\"roles\":\"s\"}", "is distributed")]
    [InlineData("\"sub\":\"deploy\"", "\"sub\":\"deploy\",\"sub\":\"root\"", "the claims are invalid")]
    [InlineData("\"sub\":\"deploy\"", "\"sub\":\"deploy\",\"exp\":1", "the claims are invalid")]
    public async Task Authenticate_BadClaims_AreRejected(string good, string bad, string reason)
    {
        Assert.Contains(good, Claims, StringComparison.Ordinal);
        var rejected = Assert.IsType<TokenAuthentication.Rejected>(
            await AuthenticateAsync(_key.Sign(Claims.Replace(good, bad, StringComparison.Ordinal)), _key));

        Assert.Contains(reason, rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_UnknownIssuerOrMalformedToken_IsUnknown()
    {
        Assert.IsType<TokenAuthentication.Unknown>(await AuthenticateAsync(
            _key.Sign(Claims.Replace(Issuer, Issuer + "/", StringComparison.Ordinal)), _key));
        Assert.IsType<TokenAuthentication.Unknown>(await AuthenticateAsync("a.b.c", _key));
        Assert.IsType<TokenAuthentication.Unknown>(await AuthenticateAsync(_key.Sign(Claims), _key, audiences: ["vault"]));
    }

    [Theory]
    [InlineData(-3600, typeof(TokenAuthentication.Authenticated))]
    [InlineData(3599, typeof(TokenAuthentication.Authenticated))]
    [InlineData(3600, typeof(TokenAuthentication.Rejected))]
    public async Task Authenticate_CachedToken_StillExpires(int seconds, Type expected)
    {
        using var issuers = await CreateAsync(Options(PretendIssuer.KeySet(_key)));
        var token = _key.Sign(Claims);
        Assert.IsType<TokenAuthentication.Authenticated>(await issuers.AskAsync(token, Now));

        Assert.Equal(expected, (await issuers.AskAsync(token, Now.AddSeconds(seconds))).GetType());
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task Authenticate_NotBefore_HasLeeway(int seconds, bool good)
    {
        var claims = Claims.Replace("\"sub\"", $"\"nbf\":{Now.AddSeconds(seconds).ToUnixTimeSeconds()},\"sub\"", StringComparison.Ordinal);

        Assert.Equal(good, await AuthenticateAsync(_key.Sign(claims), _key) is TokenAuthentication.Authenticated);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"email_verified\":true,", true)]
    [InlineData("\"email_verified\":false,", false)]
    [InlineData("\"email_verified\":\"true\",", false)]
    public async Task Authenticate_EmailAsName_MustNotBeUnverified(string verified, bool good)
    {
        var options = Options(PretendIssuer.KeySet(_key)) with { Username = new PrefixedClaim("email", "") };
        using var issuers = await CreateAsync(options);
        var token = _key.Sign($$"""{"iss":"{{Issuer}}","aud":"signet","email":"a@example.test",{{verified}}{{Times}}}""");

        Assert.Equal(good, await issuers.AskAsync(token, Now) is TokenAuthentication.Authenticated { User.Name: "a@example.test" });
    }

    [Theory]
    [InlineData("system:admin", "\"g\"")]
    [InlineData("a", "\"system:masters\"")]
    public async Task Authenticate_ReservedPrefix_IsRejected(string name, string group)
    {
        var options = Options(PretendIssuer.KeySet(_key)) with { Username = new PrefixedClaim("sub", ""), Groups = new PrefixedClaim("g", "") };
        using var issuers = await CreateAsync(options);

        var rejected = Assert.IsType<TokenAuthentication.Rejected>(await issuers.AskAsync(
            _key.Sign($$"""{"iss":"{{Issuer}}","aud":"signet","sub":"{{name}}","g":{{group}},{{Times}}}"""), Now));

        Assert.Contains("reserved prefix system:", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_RequiredClaimOrUidMissing_IsRejected()
    {
        var options = Options(PretendIssuer.KeySet(_key)) with { RequiredClaims = [new RequiredClaim("ref", "main")], UidClaim = "id" };
        using var issuers = await CreateAsync(options);
        Task<TokenAuthentication> AskAsync(string more) => issuers.AskAsync(_key.Sign($$"""{"iss":"{{Issuer}}","aud":"signet","sub":"x",{{more}}{{Times}}}"""), Now);

        Assert.IsType<TokenAuthentication.Authenticated>(await AskAsync("\"ref\":\"main\",\"id\":\"9\","));
        Assert.IsType<TokenAuthentication.Rejected>(await AskAsync("\"ref\":\"dev\",\"id\":\"9\","));
        Assert.IsType<TokenAuthentication.Rejected>(await AskAsync("\"ref\":\"main\","));
        Assert.IsType<TokenAuthentication.Rejected>(await AskAsync("\"ref\":true,\"id\":\"9\","));
    }

    [Fact]
    public async Task Authenticate_KeyWithdrawn_CachedTokenIsInvalid()
    {
        using var next = PretendIssuer.Create("k2", "ES256");
        var keySet = PretendIssuer.KeySet(_key);
        await using var server = await ServeKeysAsync(() => keySet);
        using var issuers = await CreateAsync(Options("") with { Keys = Discovery(server) });
        Assert.IsType<TokenAuthentication.Authenticated>(await issuers.AskAsync(_key.Sign(Claims), Now));

        keySet = PretendIssuer.KeySet(next);
        _time.Advance(IssuerKeys.MinRefreshInterval);

        // The new key is not known yet: its token triggers a fetch.
        Assert.IsType<TokenAuthentication.Authenticated>(await issuers.AskAsync(next.Sign(Claims), Now));
        Assert.IsType<TokenAuthentication.Rejected>(await issuers.AskAsync(_key.Sign(Claims), Now));
    }

    [Fact]
    public async Task Authenticate_KeySetUnreadable_KeepsTheKeys()
    {
        var keySet = PretendIssuer.KeySet(_key);
        await using var server = await ServeKeysAsync(() => keySet);
        using var issuers = await CreateAsync(Options("") with { Keys = Discovery(server) });

        keySet = "garbage";
        _time.Advance(IssuerKeys.MinRefreshInterval);

        Assert.IsType<TokenAuthentication.Rejected>(await issuers.AskAsync(_key.Sign(Claims, keyId: "unknown"), Now));
        Assert.IsType<TokenAuthentication.Authenticated>(await issuers.AskAsync(_key.Sign(Claims), Now));
    }

    [Fact]
    public async Task Authenticate_CachedToken_AllocatesOnlyTheResult()
    {
        using var issuers = await CreateAsync(Options(PretendIssuer.KeySet(_key)));
        var token = _key.Sign(Claims);
        string[] own = [OwnAudience];
        var tokens = new JwtIssuers(
            new FixedValue<JwtIssuerSnapshot>(new([new JwtIssuer(Options(""), issuers.Keys)])), new FixedValue<IReadOnlyList<string>>(own));

        Assert.InRange(AllocationMeter.Measure(() => AllocationMeter.End(tokens.AuthenticateAsync(token, own, Now, default))), 0, 64);
    }

    private static Task<HttpsServer> ServeKeysAsync(Func<string> keySet) => HttpsServer.StartAsync(http => http.Response.WriteAsync(
        http.Request.Path == "/jwks" ? keySet() : $$"""{"issuer":"{{Issuer}}","jwks_uri":"https://{{http.Request.Host}}/jwks"}"""));

    private static IssuerKeySource.Discovery Discovery(HttpsServer server) =>
        new(new Uri(server.Address, "/discovery"), PemCertificates.Read(server.AuthorityPem));

    private static JwtIssuerOptions Options(string keySet) => new()
    {
        Url = Issuer,
        Keys = new IssuerKeySource.Inline(Encoding.UTF8.GetBytes(keySet)),
        Audiences = ["signet"],
        Username = new PrefixedClaim("sub", "ci:"),
        Groups = new PrefixedClaim("roles", "r:"),
    };

    private async Task<TokenAuthentication> AuthenticateAsync(string token, PretendIssuer key, params string[] audiences)
    {
        using var issuers = await CreateAsync(Options(PretendIssuer.KeySet(key)));
        return await issuers.AskAsync(token, Now, audiences.Length == 0 ? [OwnAudience] : audiences);
    }

    private async Task<Asked> CreateAsync(JwtIssuerOptions options)
    {
        var keys = new IssuerKeys(options, _time, NullLogger.Instance);
        await keys.FetchAsync(TestContext.Current.CancellationToken);
        return new Asked(keys, new JwtIssuers(
            new FixedValue<JwtIssuerSnapshot>(new([new JwtIssuer(options, keys)])), new FixedValue<IReadOnlyList<string>>([OwnAudience])));
    }

    private sealed class Asked(IssuerKeys keys, JwtIssuers issuers) : IDisposable
    {
        public IssuerKeys Keys => keys;

        public void Dispose() => keys.Dispose();

        public async Task<TokenAuthentication> AskAsync(string token, DateTimeOffset now, params string[] audiences) =>
            await issuers.AuthenticateAsync(token, audiences.Length == 0 ? [OwnAudience] : audiences, now, TestContext.Current.CancellationToken);
    }
}
