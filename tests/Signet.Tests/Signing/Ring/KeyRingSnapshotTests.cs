using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Tokens;

namespace Signet.Tests.Signing.Ring;

/// <summary>The published keys and the signing key of a snapshot over time.</summary>
public sealed class KeyRingSnapshotTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly LocalJwtSigner Old = TestKeyRing.NewSigner("old");
    private static readonly LocalJwtSigner New = TestKeyRing.NewSigner("new");
    private static readonly DateTimeOffset Change = Start + TimeSpan.FromHours(2);
    private static readonly DateTimeOffset OldEnd = Change + TestKeyRing.MaxLifetime + ClockSkew.Max;

    /// <summary>
    /// A rotation: the new key is published from the start and signs from the change on; the old key is removed when its last token has expired.
    /// </summary>
    private static readonly KeyRingSnapshot Rotation = new(new KeyRingDefinition
    {
        Keys =
        [
            TestKeyRing.KeyOf(Old) with { SignsUntil = Change, PublishedUntil = OldEnd, VerifiesUntil = OldEnd },
            TestKeyRing.KeyOf(New) with { PublishedFrom = Start, SignsFrom = Change },
        ],
        Signers = [new RingSigner { Signer = New, KeyId = "new" }, new RingSigner { Signer = Old, KeyId = "old" }],
        MaxAge = TestKeyRing.MaxAge,
        MaxLifetime = TestKeyRing.MaxLifetime,
    });

    [Fact]
    public void Find_GivenId_FindsTheKeyAndItsDefaultIdDoesNot()
    {
        Assert.Same(Old.PublicKey, Rotation.Find("old")!.Key);
        Assert.Null(Rotation.Find(Old.PublicKey.DefaultKeyId));
        Assert.Equal(Old.PublicKey.DefaultKeyId, new RingKey { Key = Old.PublicKey }.KeyId);
    }

    [Fact]
    public async Task Sign_AtTheChange_TheNextKeySignsFromItsFirstSecond()
    {
        Assert.Equal("old", await KeyIdAtAsync(Start));
        Assert.Equal("old", await KeyIdAtAsync(Change.AddSeconds(-1)));
        Assert.Equal("new", await KeyIdAtAsync(Change));
        Assert.Equal("new", await KeyIdAtAsync(OldEnd.AddYears(1)));
    }

    [Fact]
    public async Task Sign_WhenNoKeyMay_IsUnavailable()
    {
        var definition = TestKeyRing.Define(New);
        var snapshot = new KeyRingSnapshot(definition with { Keys = [definition.Keys[0] with { SignsFrom = Change }] });

        var failure = await Assert.ThrowsAsync<SigningFailedException>(() => SignAsync(snapshot, Change.AddSeconds(-1)));

        Assert.NotNull(failure.RetryAfter);
        Assert.False((await SignAsync(snapshot, Change)).Signature.IsEmpty);
    }

    [Fact]
    public async Task Sign_LongerThanTheMaxLifetime_Fails()
    {
        var seconds = (long)TestKeyRing.MaxLifetime.TotalSeconds;

        Assert.False((await Rotation.Signer.SignAsync(StubSigner.Request(seconds: seconds), default)).Signature.IsEmpty);
        await Assert.ThrowsAsync<SigningFailedException>(
            async () => await Rotation.Signer.SignAsync(StubSigner.Request(seconds: seconds + 1), default));
    }

    [Fact]
    public void At_Windows_PublishesWhatIsOpen()
    {
        Assert.Equal(["old"], PublishedAt(Start.AddSeconds(-1)));
        Assert.Equal(["old", "new"], PublishedAt(Start));
        Assert.Equal(["old", "new"], PublishedAt(OldEnd.AddSeconds(-1)));
        Assert.Equal(["new"], PublishedAt(OldEnd));
        Assert.Equal(["new"], PublishedAt(OldEnd.AddYears(100)));
    }

    [Fact]
    public void At_TimesOfOnePhase_SameInstance()
    {
        var phase = Rotation.At(Start);

        Assert.Same(phase, Rotation.At(Change.AddTicks(-1)));
        Assert.NotSame(phase, Rotation.At(Change));
        Assert.NotSame(Rotation.At(Change), Rotation.At(OldEnd));
    }

    [Fact]
    public void At_ClockGoesBack_IsThePhaseOfThatTime()
    {
        Assert.Equal(["new"], PublishedAt(OldEnd));
        Assert.Equal(["old", "new"], PublishedAt(Start));
    }

    [Fact]
    public void Documents_OfAPhase_HaveItsKeysIdsAndAlgorithms()
    {
        var (rsa, hidden) = (TokenBench.NewSigner(JwtAlgorithm.RS256), TokenBench.NewSigner(JwtAlgorithm.ES384));
        var definition = TestKeyRing.Define(Old, rsa.PublicKey);
        var phase = new KeyRingSnapshot(definition with { Keys = [.. definition.Keys, TestKeyRing.KeyOf(hidden) with { IsInKeySet = false }] }).At(Start);

        var keySet = JsonNode.Parse(JsonWebKeySetWriter.Render(phase))!["keys"]!.AsArray();
        var discovery = JsonNode.Parse(DiscoveryDocument.Render("https://i", "https://i/jwks", phase))!;
        var read = JsonWebKeySetReader.TryRead(Encoding.UTF8.GetBytes(keySet.Parent!.ToJsonString()))!;

        Assert.Equal(["old", rsa.KeyId], keySet.Select(key => (string?)key!["kid"]));
        Assert.Equal(["ES256", "RS256"], discovery["id_token_signing_alg_values_supported"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(["old", rsa.KeyId], read.Select(key => key.KeyId));
        Assert.True(read[0].Key.HasSamePublicKey(Old.PublicKey));
    }

    [Fact]
    public void SigningAlgorithms_OfSigners_AreTheirKeysOnly()
    {
        var rsa = TokenBench.NewSigner(JwtAlgorithm.RS256);
        var definition = TestKeyRing.Define(Old, rsa.PublicKey);

        Assert.Equal(["ES256"], new KeyRingSnapshot(definition).SigningAlgorithms);
        Assert.Equal(["ES256", "RS256"], new KeyRingSnapshot(definition with { Signers = [new RingSigner { Signer = Old }] }).SigningAlgorithms);
    }

    private static IEnumerable<string> PublishedAt(DateTimeOffset now) => Rotation.At(now).Published.Select(key => key.KeyId);

    private static async Task<string> KeyIdAtAsync(DateTimeOffset now) =>
        Core.Signing.Jose.JoseHeader.TryReadEncoded((await SignAsync(Rotation, now)).EncodedHeader.Span)!.Value.KeyId;

    private static async Task<JwtSignature> SignAsync(KeyRingSnapshot snapshot, DateTimeOffset now) =>
        await snapshot.Signer.SignAsync(StubSigner.Request(now.ToUnixTimeSeconds()), default);
}
