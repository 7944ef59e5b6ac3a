using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Ring;

/// <summary>Signatures are returned only if their key is published.</summary>
public sealed class CheckedSignerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly LocalJwtSigner Known = TestKeyRing.NewSigner("known");
    private static readonly LocalJwtSigner Other = TestKeyRing.NewSigner("other");
    private static readonly LocalJwtSigner Hidden = TestKeyRing.NewSigner("hidden");
    private static readonly LocalJwtSigner Next = TestKeyRing.NewSigner("next");
    private static readonly byte[] Right = StubSigner.Header("ES256", "known");

    public static TheoryData<string, string> Wrong => new()
    {
        { """{"alg":"ES256","kid":"nobody"}""", "the key \"nobody\", which is not in the key ring" },
        { """{"alg":"ES256","kid":"hidden"}""", "the key \"hidden\", which is not published" },
        { """{"alg":"ES256","kid":"next"}""", "the key \"next\", which is not published" },
        { """{"alg":"ES384","kid":"known"}""", "the algorithm \"ES384\" with the key \"known\", which is for ES256" },
        { """{"alg":"none","kid":"known"}""", "the algorithm \"none\"" },
        { """{"alg":"ES256"}""", "the key \"\"" },
        { """{"kid":"known"}""", "is not a JOSE header" },
        { """{"alg":"ES256","kid":"known","crit":["exp"]}""", "is not a JOSE header" },
        { """{"alg":"ES256","kid":"known","kid":"known"}""", "is not a JOSE header" },
        { """["known"]""", "is not a JOSE header" },
        { "", "is not a JOSE header" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Sign_HeaderOfNoPublishedKey_Fails(string header, string reason)
    {
        var signer = new StubSigner(() => new(StubSigner.Header(header), new byte[64]));

        var failure = await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(SnapshotOf(signer)));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.RetryAfter);
    }

    [Fact]
    public async Task Sign_HeaderThatIsNoBase64Url_Fails() =>
        await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(SnapshotOf(new StubSigner(() => new("e30="u8.ToArray(), new byte[64])))));

    [Fact]
    public async Task Sign_EmptySignature_Fails() =>
        await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(SnapshotOf(new StubSigner(() => new(Right, default)))));

    [Fact]
    public async Task Sign_AnotherKeyThanTheSignersOwn_Fails()
    {
        var signer = new StubSigner(() => new(StubSigner.Header("ES256", "other"), new byte[64]));

        Assert.Equal(64, (await SignAsync(SnapshotOf(signer))).Signature.Length);
        var failure = await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(SnapshotOf(signer, "known")));

        Assert.Contains("which is not its key of the key ring", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Headers are compared by content, so that reused memory of the signer is read again.</summary>
    [Fact]
    public async Task Sign_HeaderMemoryReusedForAnotherKey_IsReadAgain()
    {
        var memory = StubSigner.Header("ES256", "known");
        var snapshot = SnapshotOf(new StubSigner(() => new(memory, new byte[64])));
        await SignAsync(snapshot);

        StubSigner.Header("ES256", "nobod").CopyTo(memory, 0);

        await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(snapshot));
    }

    /// <summary>An accepted header is refused when its key is no longer published.</summary>
    [Fact]
    public async Task Sign_KeyNoLongerPublished_Fails()
    {
        var snapshot = SnapshotOf(new StubSigner(() => new(StubSigner.Header("ES256", "next"), new byte[64])));

        Assert.Equal(64, (await SignAsync(snapshot, Start.AddHours(2))).Signature.Length);
        await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(snapshot, Start.AddDays(3)));
        await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(snapshot, Start));
    }

    [Fact]
    public async Task Sign_LaterAndWrong_Fails()
    {
        var snapshot = SnapshotOf(new StubSigner(async (_, _) =>
        {
            await Task.Yield();
            return new(StubSigner.Header("ES256", "nobody"), new byte[64]);
        }));

        await Assert.ThrowsAsync<SigningFailedException>(async () => await SignAsync(snapshot));
    }

    internal static KeyRingSnapshot SnapshotOf(IJwtSigner signer, string? keyId = null) => new(new KeyRingDefinition
    {
        Keys =
        [
            TestKeyRing.KeyOf(Known), TestKeyRing.KeyOf(Other), TestKeyRing.KeyOf(Hidden) with { IsInKeySet = false },
            TestKeyRing.KeyOf(Next) with { PublishedFrom = Start.AddHours(1), PublishedUntil = Start.AddDays(3) },
        ],
        Signers = [new RingSigner { Signer = signer, KeyId = keyId }],
        MaxAge = TestKeyRing.MaxAge,
        MaxLifetime = TestKeyRing.MaxLifetime,
    });

    private static ValueTask<JwtSignature> SignAsync(KeyRingSnapshot snapshot, DateTimeOffset? now = null) =>
        snapshot.Signer.SignAsync(StubSigner.Request((now ?? Start).ToUnixTimeSeconds()), default);
}
