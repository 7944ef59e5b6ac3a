using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Signing;

namespace Signet.Tests.Tokens;

/// <summary>Issuing and reviewing while the key ring is replaced.</summary>
public sealed class KeyRingReviewTests
{
    private const string NoKey = "invalid signature, no keys found";

    [Fact]
    public async Task Verify_KeyRemoved_RefusedByTheNextReviewAndOthersAreNot()
    {
        var leaving = TestKeyRing.NewSigner("leaving");
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var kept = await bench.IssueAsync();
        var both = TestKeyRing.Define(bench.Signer);
        bench.Keys.Replace(new KeyRingSnapshot(both with { Keys = [.. both.Keys, TestKeyRing.KeyOf(leaving)] }));
        var gone = await CompactToken.SignAsync(kept.Claims, leaving, default);
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(gone));
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(kept.Token));

        bench.Keys.Replace(TestKeyRing.Snapshot(bench.Signer));

        Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.UnknownKey, NoKey), await bench.VerifyAsync(gone));
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(kept.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_KeyPastItsEnd_Refused(bool hasKeyId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ending = LocalJwtSigner.Create(key, "ending");
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var end = bench.Now.AddSeconds(60);
        var definition = TestKeyRing.Define(bench.Signer);
        bench.Keys.Replace(new KeyRingSnapshot(definition with { Keys = [.. definition.Keys, TestKeyRing.KeyOf(ending) with { VerifiesUntil = end }] }));
        var claims = (await bench.IssueAsync()).Claims;
        var signer = hasKeyId ? ending : (IJwtSigner)new NamelessSigner(key);
        var (reviewed, fresh) = (await CompactToken.SignAsync(claims, signer, default), await CompactToken.SignAsync(claims with { Id = "other" }, signer, default));
        bench.Running.Time.SetUtcNow(end.AddSeconds(-1));
        Assert.IsType<TokenVerdict.Valid>(await bench.VerifyAsync(reviewed));

        bench.Running.Time.SetUtcNow(end);

        Assert.IsType<TokenVerdict.Rejected>(await bench.VerifyAsync(reviewed));
        Assert.IsType<TokenVerdict.Rejected>(await bench.VerifyAsync(fresh));
    }

    /// <summary>kube-apiserver issues tokens of pods for a year; a signer with a smaller max limits these, too.</summary>
    [Theory]
    [InlineData(3600, 1000, 1000, false)]
    [InlineData(3607, 100_000, 100_000, true)]
    [InlineData(3607, 40_000_000, 31_536_000, true)]
    [InlineData(3600, 3600, 3600, false)]
    public async Task Issue_MaxLifetimeOfTheRing_IsNotExceeded(long requested, long max, long actual, bool isExtended)
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        bench.Keys.Replace(new KeyRingSnapshot(TestKeyRing.Define(bench.Signer) with { MaxLifetime = TimeSpan.FromSeconds(max) }));

        var outcome = await bench.TokenIssuer.IssueAsync(TokenBench.RequestFor("Pod", "p") with { ExpirationSeconds = requested }, bench.Now, default);

        Assert.True(outcome.TryGetValue(out var issued, out var error), error?.Message);
        Assert.Equal(actual, issued.Claims.ExpiresAt - issued.Claims.IssuedAt);
        Assert.Equal(isExtended, issued.Claims.WarnAfter > 0);
        Assert.Equal(requested > max ? [$"requested expiration of {requested} seconds shortened to {max} seconds"] : [], issued.Warnings);
    }

    /// <summary>Signs without a <c>kid</c>, as other signers may.</summary>
    private sealed class NamelessSigner(ECDsa key) : IJwtSigner
    {
        public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
        {
            var header = StubSigner.Header("""{"alg":"ES256"}""");
            var signature = key.SignData(
                [.. header, (byte)'.', .. request.EncodedPayload.Span], HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return new ValueTask<JwtSignature>(new JwtSignature(header, signature));
        }
    }
}
