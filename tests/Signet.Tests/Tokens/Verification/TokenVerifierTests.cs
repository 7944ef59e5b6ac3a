using System.Security.Cryptography;
using System.Text;
using Signet.Core.Resources.Kinds;
using Signet.Core.Signing;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;

namespace Signet.Tests.Tokens.Verification;

/// <summary>Accepted and refused tokens.</summary>
public sealed class TokenVerifierTests
{
    private const string BadSignature = "go-jose/go-jose: error in cryptographic primitive";

    public static TheoryData<string> Algorithms => [.. JwtAlgorithm.All.Select(algorithm => algorithm.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Verify_OwnToken_Valid(string algorithm)
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.Find(algorithm)!);
        var issued = await bench.IssueAsync();

        var first = Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issued.Token));
        var again = Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issued.Token));

        Assert.Equal("system:serviceaccount:default:builder", first.User.Name);
        Assert.Equal("account-uid", first.User.Uid);
        Assert.Equal(first.User, again.User);
        Assert.Equal([TokenBench.Issuer], first.Audiences);
    }

    [Theory]
    [InlineData("Secret", "s", "secrets")]
    [InlineData("Pod", "p", "pods")]
    [InlineData("Node", "n", "nodes")]
    public async Task Verify_BoundObjectDeletedOrRecreated_RefusedAtOnce(string kind, string name, string plural)
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync(kind, name);
        var resource = ServedKinds.Registry.Find(new("", "v1"), plural)!;
        var ns = resource.Namespaced ? "default" : "";
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issued.Token));

        await bench.Running.DeleteAsync(resource, ns, name);
        var gone = await bench.VerifyAsync(issued.Token);
        await bench.Running.PutAsync(resource, ns, name, "another-uid");
        var another = await bench.VerifyAsync(issued.Token);

        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.BoundObject, "service account token has been invalidated"), gone);
        var word = kind.ToLowerInvariant();
        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.BoundObject, $"{word} UID (another-uid) does not match service account {word} ref claim ({word}-uid)"), another);
    }

    [Fact]
    public async Task Verify_AccountDeletedOrRecreated_RefusedAtOnce()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync();
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issued.Token));

        await bench.Running.DeleteAsync(KubernetesKinds.ServiceAccounts, "default", "builder");
        var gone = await bench.VerifyAsync(issued.Token);
        await bench.Running.PutAsync(KubernetesKinds.ServiceAccounts, "default", "builder", "another-uid");
        var another = await bench.VerifyAsync(issued.Token);

        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.Account, "serviceaccounts \"builder\" not found"), gone);
        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.Account, "service account UID (another-uid) does not match claim (account-uid)"), another);
    }

    [Fact]
    public async Task Verify_PodsNodeDeleted_StillValid()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync("Pod", "p");

        await bench.Running.DeleteAsync(KubernetesKinds.Nodes, "", "n");

        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issued.Token));
    }

    [Theory]
    [InlineData("Pod")]
    [InlineData("Account")]
    public async Task Verify_BeingDeleted_ValidForTheLeewayAndThenNotIssued(string which)
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync("Pod", "p");
        var deleted = $",\"deletionTimestamp\":\"{bench.Now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\"";
        if (which == "Pod")
        {
            await bench.Running.PutAsync(
                KubernetesKinds.Pods, "default", "p", "pod-uid", ",\"spec\":{\"serviceAccountName\":\"builder\"}", deleted);
        }
        else
        {
            await bench.Running.PutAsync(KubernetesKinds.ServiceAccounts, "default", "builder", "account-uid", moreMetadata: deleted);
        }

        bench.Running.Time.Advance(ClockSkew.Max);
        var withinLeeway = await bench.VerifyAsync(issued.Token);
        var issuedWithinLeeway = await bench.IssueAsync("Pod", "p");
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issuedWithinLeeway.Token));
        bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
        var behind = await bench.VerifyAsync(issued.Token);
        var issuedBehind = await bench.TokenIssuer.IssueAsync(TokenBench.RequestFor("Pod", "p"), bench.Now, default);

        Assert.IsType<TokenVerdict.Valid>(withinLeeway);
        Assert.IsType<TokenVerdict.Rejected>(behind);
        Assert.Equal(409, issuedBehind.Error?.Code);
    }

    [Fact]
    public async Task Verify_Expired_RefusedAfterTheLeeway()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync();

        bench.Running.Time.Advance(TimeSpan.FromSeconds(3600) + ClockSkew.Max);
        var withinLeeway = await bench.VerifyAsync(issued.Token);
        bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
        var behind = await bench.VerifyAsync(issued.Token);

        Assert.IsType<TokenVerdict.Valid>(withinLeeway);
        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.Expired, "service account token has expired"), behind);
    }

    [Fact]
    public async Task Verify_FromTheFuture_Refused()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync();

        bench.Running.Time.AdjustTime(bench.Now.AddHours(-1));

        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.NotYetValid, "service account token is not valid yet"), await bench.VerifyAsync(issued.Token));
    }

    [Fact]
    public async Task Verify_AnotherAudience_RefusedWithACachedSignature()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var issued = await bench.IssueAsync();
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(issued.Token));

        var verdict = await bench.Verifier.VerifyAsync(issued.Token, ["vault", "db"], bench.Now, default);

        Assert.Equal(
            new TokenVerdict.Rejected(TokenRefusal.Audience, $"token audiences [\"{TokenBench.Issuer}\"] is invalid for the target audiences [\"vault\" \"db\"]"), verdict);
    }

    [Fact]
    public async Task Verify_HmacWithThePublicKey_NotRecognized()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.RS256);
        var payload = await PayloadAsync(bench);
        var header = $$"""{"alg":"HS256","kid":"{{bench.Signer.KeyId}}"}""";
        var input = Encoding.ASCII.GetBytes($"{TokenBench.Encode(header)}.{TokenBench.Encode(payload)}");
        var pem = PemEncoding.WriteString("PUBLIC KEY", bench.Signer.PublicKey.SubjectPublicKeyInfo.Span);

        foreach (var secret in (byte[][])
            [bench.Signer.PublicKey.SubjectPublicKeyInfo.ToArray(), Encoding.ASCII.GetBytes(pem), Encoding.ASCII.GetBytes(pem + "\n")])
        {
            var token = TokenBench.Assemble(header, payload, HMACSHA256.HashData(secret, input));

            Assert.IsNotType<TokenVerdict.Valid>(await bench.VerifyAsync(token));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public async Task Verify_NoOrUnknownAlgorithm_NotRecognized(string algorithm)
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.RS256);
        var token = (await bench.IssueAsync()).Token.Split('.');
        var header = TokenBench.Encode($$"""{"alg":"{{algorithm}}","kid":"{{bench.Signer.KeyId}}"}""");

        Assert.IsType<TokenVerdict.NotRecognized>(await bench.VerifyAsync($"{header}.{token[1]}."));
        Assert.IsType<TokenVerdict.NotRecognized>(await bench.VerifyAsync($"{header}.{token[1]}.{token[2]}"));
    }

    [Fact]
    public async Task Verify_AlgorithmOfAnotherKey_Refused()
    {
        var elliptic = TokenBench.NewSigner(JwtAlgorithm.ES256);
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.RS256, elliptic.PublicKey);
        var token = (await bench.IssueAsync()).Token.Split('.');
        var swapped = TokenBench.Encode($$"""{"alg":"ES256","kid":"{{bench.Signer.KeyId}}"}""");
        var stolen = TokenBench.Encode($$"""{"alg":"RS256","kid":"{{elliptic.KeyId}}"}""");

        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.BadSignature, BadSignature), await bench.VerifyAsync($"{swapped}.{token[1]}.{token[2]}"));
        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.BadSignature, BadSignature), await bench.VerifyAsync($"{stolen}.{token[1]}.{token[2]}"));
    }

    [Fact]
    public async Task Verify_UnknownKeyId_Refused()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var token = (await bench.IssueAsync()).Token.Split('.');
        var header = TokenBench.Encode("""{"alg":"ES256","kid":"nobody"}""");

        Assert.Equal(
            new TokenVerdict.Rejected(TokenRefusal.UnknownKey, "invalid signature, no keys found"), await bench.VerifyAsync($"{header}.{token[1]}.{token[2]}"));
    }

    [Fact]
    public async Task Verify_SeveralKeys_AllAreAccepted()
    {
        var (retired, stranger) = (TokenBench.NewSigner(JwtAlgorithm.RS256), TokenBench.NewSigner(JwtAlgorithm.RS256));
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256, retired.PublicKey);
        var claims = (await bench.IssueAsync()).Claims;

        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(await CompactToken.SignAsync(claims, retired, default)));
        Assert.IsType<TokenVerdict.Rejected>(await bench.VerifyAsync(await CompactToken.SignAsync(claims, stranger, default)));
    }

    [Fact]
    public async Task Verify_AnotherIssuer_NotRecognized()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var claims = (await bench.IssueAsync()).Claims with { Issuer = "https://evil.example.test" };

        Assert.IsType<TokenVerdict.NotRecognized>(await bench.VerifyAsync(await CompactToken.SignAsync(claims, bench.Signer, default)));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"K","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","alg":"ES256","kid":"K"}""")]
    [InlineData("""{"alg":"ES256","kid":"K","b64":false}""")]
    [InlineData("""{"alg":"ES256","kid":"K"} """ + "x")]
    [InlineData("""["ES256"]""")]
    [InlineData("""{"alg":"\ud800","kid":"K"}""")]
    public async Task Verify_UnsupportedHeader_NotRecognized(string header)
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var payload = await PayloadAsync(bench);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = header.Replace("\"K\"", $"\"{bench.Signer.KeyId}\"", StringComparison.Ordinal);

        Assert.IsType<TokenVerdict.NotRecognized>(await bench.VerifyAsync(TokenBench.Assemble(text, payload, new byte[64])));
    }

    [Fact]
    public async Task Verify_OneCharacterChangedAnywhere_NeverValid()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var token = (await bench.IssueAsync("Pod", "p")).Token;
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';

            Assert.IsNotType<TokenVerdict.Valid>(await bench.VerifyAsync(new string(changed)));
        }

        Assert.IsNotType<TokenVerdict.Valid>(await bench.VerifyAsync(token + "A"));
        Assert.IsNotType<TokenVerdict.Valid>(await bench.VerifyAsync(" " + token));
        Assert.IsNotType<TokenVerdict.Valid>(await bench.VerifyAsync(token + "="));
    }

    private static async Task<string> PayloadAsync(TokenBench bench) => TokenBench.Decode((await bench.IssueAsync()).Token.Split('.')[1]);
}
