using System.Security.Cryptography;
using System.Text;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Signing;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting.Services;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.SystemTests.Fuzz;

/// <summary>Mutated tokens: each gets a verdict other than valid, without an exception.</summary>
public sealed class TokenFuzzTests
{
    private const string Issuer = "https://issuer.example.test";
    private const int Seeds = 100;
    private const int MutantsOfEach = 800;
    private const int SignedMutantsOfEach = 100;

    [Fact]
    public async Task Verify_Damaged_AVerdictButNeverAGoodOne()
    {
        await using var running = RunningCache.Start();
        await running.PutAsync(KubernetesKinds.ServiceAccounts, "default", "x", "u");
        await running.PutAsync(KubernetesKinds.Secrets, "default", "s", "v");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = LocalJwtSigner.Create(key);
        var objects = new CachedIdentityObjects(running.View);
        var keys = TestKeyRing.Of(signer);
        var verifier = new TokenVerifier(new TokenVerifierOptions(), AcceptedIssuers.Of(Issuer), keys, objects);
        var issuer = new TokenIssuer(new TokenIssuerOptions { ApiAudiences = [Issuer] }, AcceptedIssuers.Of(Issuer), objects, keys, new SystemUidSource());
        var now = running.Time.GetUtcNow();
        var outcome = await issuer.IssueAsync(
            new IssueRequest { Account = new ObjectKey("default", "x"), ExpirationSeconds = 3600, BoundObject = new BoundObjectReference("Secret", "v1", "s", "") },
            now,
            default);
        Assert.True(outcome.TryGetValue(out var issued, out _));
        Assert.IsType<TokenVerdict.Valid>(await verifier.VerifyAsync(issued.Token, [Issuer], now, default));

        await Parallel.ForAsync(0, Seeds, async (seed, cancellationToken) =>
        {
            var mutator = new Mutator(seed);
            for (var i = 0; i < MutantsOfEach; i++)
            {
                var token = MutateToken(mutator, issued.Token);
                var verdict = await VerifyAsync(verifier, token, now);
                Assert.True(token == issued.Token || verdict is not TokenVerdict.Valid, token);
            }

            // Mutated claims with a valid signature.
            var payload = Part(issued.Token, 1);
            for (var i = 0; i < SignedMutantsOfEach; i++)
            {
                var encoded = Encoding.ASCII.GetBytes(Base64UrlText.Encode(mutator.Mutate(payload)));
                var request = new SigningRequest { EncodedPayload = encoded, Audiences = [Issuer], IssuedAt = 0, ExpiresAt = 3600 };
                var signature = await signer.SignAsync(request, cancellationToken);
                var token = $"{Encoding.ASCII.GetString(signature.EncodedHeader.Span)}.{Encoding.ASCII.GetString(encoded)}.{Base64UrlText.Encode(signature.Signature.Span)}";
                if (await VerifyAsync(verifier, token, now) is TokenVerdict.Valid valid)
                {
                    Assert.Equal(("default", "x", "u"), (valid.Claims.Namespace, valid.Claims.ServiceAccount.Name, valid.Claims.ServiceAccount.Uid));
                }
            }
        });
    }

    private static async Task<TokenVerdict> VerifyAsync(TokenVerifier verifier, string token, DateTimeOffset now)
    {
        try
        {
            return await verifier.VerifyAsync(token, [Issuer], now, default);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(token, exception);
        }
    }

    /// <summary>Mutates the token, or one of its decoded parts.</summary>
    private static string MutateToken(Mutator mutator, string token)
    {
        var part = mutator.Random.Next(6);
        if (part > 2)
        {
            return Encoding.Latin1.GetString(mutator.Mutate(Encoding.ASCII.GetBytes(token)));
        }

        var parts = token.Split('.');
        parts[part] = Base64UrlText.Encode(mutator.Mutate(Part(token, part)));
        return string.Join('.', parts);
    }

    private static byte[] Part(string token, int part)
    {
        var text = Encoding.ASCII.GetBytes(token.Split('.')[part]);
        var bytes = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        Assert.True(Base64UrlText.TryDecode(text, bytes, out var length));
        return bytes[..length];
    }
}
