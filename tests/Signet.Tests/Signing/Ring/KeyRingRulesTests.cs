using Signet.Core.Signing.Ring;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Ring;

/// <summary>Invalid key rings and the messages about them.</summary>
public sealed class KeyRingRulesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly TimeSpan Needed = TestKeyRing.MaxLifetime + TimeSpan.FromMinutes(1);
    private static readonly LocalJwtSigner First = TestKeyRing.NewSigner("first");
    private static readonly LocalJwtSigner Second = TestKeyRing.NewSigner("second");
    private static readonly KeyRingDefinition Good = TestKeyRing.Define(First);

    private static readonly Dictionary<string, KeyRingDefinition> Definitions = new()
    {
        ["there is no signer for tokens of all audiences"] = Good with { Signers = [] },
        ["no signer for tokens of all audiences"] = Good with { Signers = [Good.Signers[0] with { Audience = "a" }] },
        ["the audience of a signer is empty"] = Good with { Signers = [.. Good.Signers, Good.Signers[0] with { Audience = "" }] },
        ["the key \"second\" of a signer is not among the verification keys"] = Good with { Signers = [new RingSigner { Signer = Second, KeyId = "second" }] },
        ["the key \"first\" signs and is not in the JWKS"] = Good with { Keys = [Key(First) with { IsInKeySet = false }] },
        ["a signer chooses its key itself, and the JWKS holds none"] = Good with { Keys = [], Signers = [new RingSigner { Signer = First }] },
        ["two different keys have the id \"first\""] = Good with { Keys = [Key(First), Key(Second) with { KeyId = "first" }] },
        ["the key \"first\" is given twice, with different windows"] = Good with { Keys = [Key(First), Key(First) with { PublishedFrom = Start }] },
        ["a key id has 0 characters"] = Good with { Keys = [Key(First), Key(Second) with { KeyId = "" }] },
        ["a key id has 1025 characters"] = Good with { Keys = [Key(First), Key(Second) with { KeyId = new string('k', 1025) }] },
        ["whose time is not in whole seconds"] = Good with { Keys = [Key(First), Key(Second) with { PublishedFrom = Start.AddMilliseconds(1) }] },
        ["the key \"second\" has a window that ends before it begins"] =
            Good with { Keys = [Key(First), Key(Second) with { PublishedFrom = Start, PublishedUntil = Start.AddSeconds(-1) }] },
        ["the max-age of the JWKS is negative"] = Good with { MaxAge = TimeSpan.FromSeconds(-1) },
        ["the max lifetime of tokens is not positive"] = Good with { MaxLifetime = TimeSpan.Zero },
        ["verifiers may keep the JWKS without it for 3600 s"] =
            Good with { Keys = [Key(First) with { PublishedFrom = Start, SignsFrom = Start + TestKeyRing.MaxAge - TimeSpan.FromSeconds(1) }] },
        ["and signs from (no limit)"] = Good with { Keys = [Key(First) with { PublishedFrom = Start }] },
        ["verifies until 2028-01-15 08:00:59Z: its last token may be used for 31536060 s"] =
            Good with { Keys = [Key(First) with { SignsUntil = Start, VerifiesUntil = Start + Needed - TimeSpan.FromSeconds(1) }] },
        ["is published until 2028-01-15 08:00:59Z"] =
            Good with { Keys = [Key(First) with { SignsUntil = Start, PublishedUntil = Start + Needed - TimeSpan.FromSeconds(1) }] },
        ["the key \"second\" signs until 2027-01-15 08:00:00Z and verifies until"] =
            Good with { Keys = [Key(First), Key(Second) with { SignsUntil = Start, VerifiesUntil = Start + TestKeyRing.MaxLifetime }] },
        ["signs until (no limit) and verifies until"] = Good with { Keys = [Key(First) with { VerifiesUntil = Start }] },
    };

    private static readonly Dictionary<string, KeyRingDefinition> Accepted = new()
    {
        ["a key that was always there"] = Good,
        ["the same key twice"] = Good with { Keys = [Key(First), Key(First)] },
        ["a key with two ids"] = Good with { Keys = [Key(First), Key(First) with { KeyId = "alias" }] },
        ["a key that signs max-age after its publication"] =
            Good with { Keys = [Key(First) with { PublishedFrom = Start, SignsFrom = Start + TestKeyRing.MaxAge }] },
        ["a key that ends when its last token has ended"] =
            Good with { Keys = [Key(First) with { SignsUntil = Start, VerifiesUntil = Start + Needed, PublishedUntil = Start + Needed }] },
        ["a key that only verifies, for a while"] = Good with { Keys = [Key(First), Key(Second) with { VerifiesUntil = Start, PublishedUntil = Start }] },
        ["a key that only verifies and is not published"] = Good with { Keys = [Key(First), Key(Second) with { IsInKeySet = false }] },
        ["a signer that chooses among the published keys"] = Good with { Signers = [new RingSigner { Signer = First }] },
    };

    public static TheoryData<string> Errors => [.. Definitions.Keys];

    public static TheoryData<string> Valid => [.. Accepted.Keys];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Snapshot_OfAnInvalidDefinition_NamesTheError(string error)
    {
        var exception = Assert.Throws<KeyRingException>(() => new KeyRingSnapshot(Definitions[error]));

        Assert.Contains(exception.Errors, found => found.Contains(error, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Snapshot_OfAValidDefinition_IsCreated(string what) => Assert.NotEmpty(new KeyRingSnapshot(Accepted[what]).Keys);

    [Fact]
    public void Snapshot_WithSeveralErrors_NamesAllOfThem()
    {
        var exception = Assert.Throws<KeyRingException>(
            () => new KeyRingSnapshot(Good with { Signers = [], MaxAge = TimeSpan.FromSeconds(-1), Keys = [Key(First) with { KeyId = "" }] }));

        Assert.Equal(3, exception.Errors.Count);
        Assert.All(exception.Errors, error => Assert.Contains(error, exception.Message, StringComparison.Ordinal));
    }

    private static RingKey Key(LocalJwtSigner signer) => TestKeyRing.KeyOf(signer);
}
