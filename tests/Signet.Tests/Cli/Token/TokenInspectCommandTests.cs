using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Testing;
using Signet.Tests.Cli.Api;

namespace Signet.Tests.Cli.Token;

/// <summary><c>signet token inspect</c>.</summary>
public sealed class TokenInspectCommandTests : IAsyncLifetime
{
    private CliStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await CliStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Inspect_NoKeys_SaysThatNothingIsVerified()
    {
        var token = await _stage.IssueAsync("builder", """{"expirationSeconds":7200}""");

        var run = (await _stage.RunAsync("token", "inspect", token)).Expect(0);

        Assert.StartsWith(
            "Not verified: the signature has not been checked (--verify checks it with the keys of the issuer, --jwks with given ones).\nIt expires in ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  sub            system:serviceaccount:default:builder\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_Verify_UsesTheKeysOfTheIssuer()
    {
        var token = await _stage.IssueAsync("builder");

        var run = (await VerifyAsync(token)).Expect(0);

        Assert.StartsWith("Verified: signed with the key ", run.Output, StringComparison.Ordinal);
        Assert.Contains($" of {IssuerOf(token)}.\n", run.Output, StringComparison.Ordinal);
        (await _stage.RunAsync("token", "inspect", token, "--verify")).ExpectFault(1, "--verify: ");
    }

    [Fact]
    public async Task Inspect_JwksFileAndUrl_AreUsed()
    {
        var token = await _stage.IssueAsync("builder");
        var keys = (await _stage.Admin.GetAsync("/openid/v1/jwks")).Body;
        _stage.Write("keys.json", keys);

        Assert.Contains(" of keys.json.\n", (await _stage.RunAsync("token", "inspect", token, "--jwks", "keys.json")).Expect(0).Output, StringComparison.Ordinal);
        (await _stage.RunAsync("token", "inspect", token, "--jwks", new Uri(_stage.Server.Address, "/openid/v1/jwks").ToString(), "--issuer-ca", _stage.File("ca.crt"))).Expect(0);
        (await _stage.RunAsync("token", "inspect", token, "--jwks", new Uri(_stage.Server.Address, "/version").ToString(), "--issuer-ca", _stage.File("ca.crt")))
            .ExpectFault(1, "/version is not a JWKS");
        (await _stage.RunAsync("token", "inspect", token, "--jwks", "none.json")).ExpectFault(78, "it must be a file or an https:// URL");
        (await _stage.RunAsync("token", "inspect", token, "--jwks", "http://127.0.0.1/keys")).ExpectFault(78, "it must be a file or an https:// URL");
        (await _stage.RunAsync("token", "inspect", token, "--jwks", "ca.crt")).ExpectFault(78, "--jwks: ca.crt is not a JWKS");
        (await _stage.RunAsync("token", "inspect", token, "--jwks", "keys.json", "--verify")).ExpectFault(78, "--verify and --jwks name two sources of keys");
    }

    [Fact]
    public async Task Inspect_ChangedToken_IsNotValid()
    {
        var parts = (await _stage.IssueAsync("builder")).Split('.');
        var claims = JsonNode.Parse(Decode(parts[1]))!;
        claims["sub"] = "system:serviceaccount:kube-system:root";

        var run = (await VerifyAsync($"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}")).Expect(4);

        Assert.StartsWith("Signature not valid: the token was changed, or signed with another key.\n", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The keys of the token's own header (RFC 7515, sections 4.1.2, 4.1.3 and 4.1.6) are those of the forger.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    [InlineData("known")]
    public async Task Inspect_KeyInTheHeader_IsNotUsed(string keyId)
    {
        var issued = (await _stage.IssueAsync("builder")).Split('.');
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["jwk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlText.Encode(point.X), ["y"] = Base64UrlText.Encode(point.Y) },
        };
        if (keyId.Length > 0)
        {
            header["kid"] = keyId == "known" ? (string)JsonNode.Parse(Decode(issued[0]))!["kid"]! : keyId;
        }

        var input = $"{Encode(header.ToJsonString())}.{issued[1]}";
        var forged = $"{input}.{Base64UrlText.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";

        Assert.StartsWith("Signature not valid: ", (await VerifyAsync(forged)).Expect(4).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_AlgorithmNone_IsNotValid()
    {
        var payload = (await _stage.IssueAsync("builder")).Split('.')[1];

        Assert.StartsWith(
            "Signature not valid: the algorithm \"none\"", (await VerifyAsync($"{Encode("""{"alg":"none"}""")}.{payload}.")).Expect(4).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_ExpiredToken_IsVerifiedAndFaulty()
    {
        var token = await _stage.IssueAsync("builder", """{"expirationSeconds":600}""");
        _stage.Time.Advance(TimeSpan.FromMinutes(13));

        var run = (await VerifyAsync(token)).Expect(4);

        Assert.Matches("^Verified: .*\nIt expired [23] min ago\\.\n", run.Output);
        (await _stage.RunAsync("token", "inspect", token)).Expect(0);
    }

    /// <summary>A discovery document of another issuer proves nothing of the token's.</summary>
    [Fact]
    public async Task Inspect_DiscoveryOfAnotherIssuer_IsRefused()
    {
        await using var other = await HttpsServer.StartAsync(context => context.Response.Body.WriteAsync(
            """{"issuer":"https://else.example.test","jwks_uri":"https://else.example.test/keys"}"""u8.ToArray()).AsTask());
        _stage.Write("other.crt", other.AuthorityPem);
        var token = $"{Encode("""{"alg":"ES256"}""")}.{Encode($$"""{"iss":"{{other.Address.OriginalString}}"}""")}.AAAA";

        (await _stage.RunAsync("token", "inspect", token, "--verify", "--issuer-ca", _stage.File("other.crt")))
            .ExpectFault(1, "is the discovery document of another issuer, \"https://else.example.test\"");
    }

    [Theory]
    [InlineData("""{"iss":"http://issuer.example.test"}""")]
    [InlineData("""{"iss":"kubernetes/serviceaccount"}""")]
    [InlineData("{}")]
    public async Task Inspect_IssuerThatIsNoHttpsUrl_SaysWhatToDo(string claims) =>
        (await VerifyAsync($"{Encode("""{"alg":"ES256"}""")}.{Encode(claims)}.AAAA")).ExpectFault(1, "is not an https:// URL; give its JWKS by --jwks");

    [Fact]
    public async Task Inspect_Json_IsPinned()
    {
        var token = $"{Encode("""{"alg":"ES256","kid":"k"}""")}.{Encode("""{"iss":"i","exp":32503680000,"nbf":1}""")}.AAAA";
        _stage.Write("keys.json", """{"keys":[]}""");

        Assert.Equal(
            """
            {
              "signature": {
                "checked": true,
                "valid": false,
                "source": "keys.json",
                "reason": "keys.json has no key with the id \u0022k\u0022"
              },
              "validity": {
                "state": "Valid",
                "expires": "3000-01-01T00:00:00Z"
              },
              "header": {
                "alg": "ES256",
                "kid": "k"
              },
              "claims": {
                "iss": "i",
                "exp": 32503680000,
                "nbf": 1
              }
            }

            """,
            (await _stage.RunAsync("token", "inspect", token, "--jwks", "keys.json", "-o", "json")).Expect(4).Output);
    }

    [Theory]
    [InlineData("""{"exp":1}""", "It expired ")]
    [InlineData("""{"exp":"soon"}""", "Its time of expiry (exp) cannot be read.")]
    [InlineData("""{"nbf":32503680000}""", "It is not valid before 3000-01-01T00:00:00Z.")]
    [InlineData("{}", "It does not expire.")]
    public async Task Inspect_Times_AreExplained(string claims, string text) =>
        Assert.Equal(text, (await _stage.RunAsync("token", "inspect", $"{Encode("""{"alg":"ES256"}""")}.{Encode(claims)}.AAAA")).Expect(0).Output.Split('\n')[1][..text.Length]);

    /// <summary>The clock of the issuer may be a minute ahead, as for verifiers.</summary>
    [Theory]
    [InlineData(60, "It does not expire.")]
    [InlineData(61, "It is not valid before ")]
    public async Task Inspect_BeginAhead_IsValidWithinTheAllowance(int seconds, string text)
    {
        _stage.Time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(_stage.Time.GetUtcNow().ToUnixTimeSeconds() + 1));
        var claims = new JsonObject { ["nbf"] = _stage.Time.GetUtcNow().ToUnixTimeSeconds() + seconds };

        var run = (await _stage.RunAsync("token", "inspect", $"{Encode("""{"alg":"ES256"}""")}.{Encode(claims.ToJsonString())}.AAAA")).Expect(0);

        Assert.Equal(text, run.Output.Split('\n')[1][..text.Length]);
    }

    [Fact]
    public async Task Inspect_ControlCharacters_DoNotReachTheTerminal()
    {
        var claims = new JsonObject { ["a\u001b[31m"] = "b\u001b[31m", ["c"] = new JsonObject { ["d\u001b"] = 1 } };

        Assert.DoesNotContain("\u001b", (await _stage.RunAsync("token", "inspect", $"{Encode("""{"alg":"ES256"}""")}.{Encode(claims.ToJsonString())}.AAAA")).Expect(0).Output, StringComparison.Ordinal);
    }

    private Task<CliRun> VerifyAsync(string token) => _stage.RunAsync("token", "inspect", token, "--verify", "--issuer-ca", _stage.File("ca.crt"));

    private static string IssuerOf(string token) => (string)JsonNode.Parse(Decode(token.Split('.')[1]))!["iss"]!;

    private static string Encode(string text) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(text));

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
