using System.Text;
using CsCheck;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Signing;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Signing.Local;

namespace Signet.Tests.Tokens;

/// <summary>Round trips of encodings, claims and tokens, and refusal of other input.</summary>
public sealed class TokenPropertyTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly LocalJwtSigner Signer = TokenBench.NewSigner(JwtAlgorithm.ES256);
    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char[' ', '\u07ff'], Gen.Char["\"\\<\0\u2028"]), 0, 24];
    private static readonly Gen<string> FilledText = Text.Select(text => "x" + text);
    private static readonly Gen<ObjectClaim> Object = Gen.Select(FilledText, FilledText, (name, uid) => new ObjectClaim(name, uid));
    private static readonly Gen<long> Time = Gen.Long[0, 1L << 40];

    private static readonly Gen<BoundClaim> Bound = Gen.OneOf(
        Gen.Const<BoundClaim>(BoundClaim.None.Instance),
        Object.Select(claim => (BoundClaim)new BoundClaim.Secret(claim)),
        Object.Select(claim => (BoundClaim)new BoundClaim.Node(claim)),
        Object.Select(claim => (BoundClaim)new BoundClaim.Pod(claim, null)),
        Gen.Select(Object, FilledText, Gen.Bool, (pod, node, isKnown) => (BoundClaim)new BoundClaim.Pod(pod, new ObjectClaim(node, isKnown ? "u" : ""))));

    private static readonly Gen<TokenClaims> Claims = Gen.Select(
        Gen.Select(FilledText, Text, Text, Text), Text.Array[0, 5], Gen.Select(Time, Time, Time, Time), Object, Bound,
        (texts, audiences, times, account, bound) => new TokenClaims
        {
            Issuer = texts.Item1,
            Subject = texts.Item2,
            Id = texts.Item3,
            Namespace = texts.Item4,
            Audiences = audiences,
            IssuedAt = times.Item1,
            NotBefore = times.Item2,
            ExpiresAt = times.Item3,
            WarnAfter = times.Item4,
            ServiceAccount = account,
            Bound = bound,
        });

    [Fact]
    public void Base64Url_AnyBytes_RoundTrip() => Gen.Byte.Array[0, 200].Sample(
        bytes => Decode(Base64UrlText.Encode(bytes)) is { } decoded && decoded.AsSpan().SequenceEqual(bytes), iter: 20_000);

    [Fact]
    public void Base64Url_AnyText_IsCanonicalOrRefused() =>
        Gen.String[Gen.Frequency((40, Gen.Int[0, 63].Select(i => Alphabet[i])), (1, Gen.Char["=+/ \n."])), 0, 12].Sample(
            text => Decode(text) is not { } value || Base64UrlText.Encode(value) == text, iter: 50_000);

    [Fact]
    public void Base64Url_AllTextsOfTwoCharacters_ExactlyOneForEachByte()
    {
        var found = new List<byte>();
        foreach (var text in Alphabet.SelectMany(first => Alphabet.Select(second => $"{first}{second}")))
        {
            if (Decode(text) is { } value)
            {
                found.Add(Assert.Single(value));
            }
        }

        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), found.Order());
    }

    [Fact]
    public void Claims_WrittenAndRead_AreTheSame() => Claims.Sample(
        claims =>
        {
            var payload = PayloadOf(claims);
            AssertSame(claims, ClaimsReader.TryRead(payload));
            Assert.Equal(claims.Issuer, ClaimsReader.TryReadIssuer(payload));
        },
        iter: 5_000);

    [Fact]
    public void Token_SignedAndParsed_IsCompleteAndVerifies() => Claims.Sample(
        claims =>
        {
            var signing = CompactToken.SignAsync(claims, Signer, default);
            Assert.True(signing.IsCompletedSuccessfully);
            var token = signing.AsTask().GetAwaiter().GetResult();
            var jwt = JwtReader.TryRead(token);

            Assert.NotNull(jwt);
            Assert.Equal("ES256", jwt.Algorithm);
            Assert.Equal(Signer.KeyId, jwt.KeyId);
            Assert.True(Signer.PublicKey.Verify(jwt.SigningInput, jwt.Signature.Span));
            AssertSame(claims, ClaimsReader.TryRead(jwt.Payload.Span));
            var parts = token.Split('.');
            Assert.Equal(token, string.Join('.', parts.Select(part => Base64UrlText.Encode(Decode(part)))));
        },
        iter: 500);

    [Fact]
    public void ReadClaims_Truncated_Null() => Claims.Sample(
        claims =>
        {
            var payload = PayloadOf(claims);
            for (var length = 0; length < payload.Length; length++)
            {
                Assert.Null(ClaimsReader.TryRead(payload.AsSpan(0, length)));
            }
        },
        iter: 100);

    private static byte[] PayloadOf(TokenClaims claims)
    {
        using var scratch = JsonScratch.Take();
        ClaimsWriter.Write(scratch.Writer, claims);
        return scratch.ToArray();
    }

    private static byte[]? Decode(string text)
    {
        var buffer = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        return Base64UrlText.TryDecode(Encoding.UTF8.GetBytes(text), buffer, out var length) ? buffer[..length] : null;
    }

    private static void AssertSame(TokenClaims expected, TokenClaims? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Audiences, actual.Audiences);
        Assert.Equal(expected, actual with { Audiences = expected.Audiences });
    }
}
