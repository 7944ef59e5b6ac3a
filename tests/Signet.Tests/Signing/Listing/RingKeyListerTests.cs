using Signet.Core.Signing.Listing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Listing;

/// <summary>The keys of a ring as operators see them, whatever source made it.</summary>
public sealed class RingKeyListerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly TimeSpan Lead = TimeSpan.FromDays(1);
    private static readonly LocalJwtSigner First = TestKeyRing.NewSigner("first");
    private static readonly LocalJwtSigner Second = TestKeyRing.NewSigner("second");

    [Fact]
    public void At_KeysOfFiles_HaveNoLimitsAndTheSignerIsCurrent()
    {
        var listed = List(TestKeyRing.Define(First, Second.PublicKey), Now);

        Assert.Equal([ManagedKeyState.Current, ManagedKeyState.Previous], listed.Select(key => key.State));
        Assert.All(listed, key => Assert.Equal(
            (null, null, null, null, null, null),
            (key.PublishedFrom, key.SafeToSignFrom, key.SignsFrom, key.SignsUntil, key.NeededUntil, key.ChangesAt)));
        Assert.Equal("no beginning: the settings name it as a signing key", listed[0].Reasons.SignsFrom);
        Assert.Equal("it does not sign: the settings give it for the verification of tokens", listed[1].Reasons.SignsFrom);
        Assert.All(listed, key => Assert.Equal("no end while the settings name it", key.Reasons.NeededUntil));
        Assert.All(listed, key => Assert.Equal(TestKeyRing.MaxLifetime, key.MaxLifetime));
    }

    [Fact]
    public void At_TwoSignersOneAfterTheOther_PassTheirStagesWithTime()
    {
        var switchTime = Now + Lead;
        var ring = Succession(switchTime);

        Assert.Equal([ManagedKeyState.Current, ManagedKeyState.Pending], StatesAt(ring, Now.AddSeconds(-1)));
        Assert.Equal([ManagedKeyState.Current, ManagedKeyState.Next], StatesAt(ring, Now));
        Assert.Equal([ManagedKeyState.Current, ManagedKeyState.Next], StatesAt(ring, switchTime.AddSeconds(-1)));
        Assert.Equal([ManagedKeyState.Previous, ManagedKeyState.Current], StatesAt(ring, switchTime));
        var end = switchTime + TestKeyRing.MaxLifetime + TimeSpan.FromMinutes(1);
        Assert.Equal([ManagedKeyState.Previous, ManagedKeyState.Current], StatesAt(ring, end.AddSeconds(-1)));
        Assert.Equal([ManagedKeyState.Retired, ManagedKeyState.Current], StatesAt(ring, end));
        Assert.Equal([switchTime, switchTime], List(ring, Now).Select(key => key.ChangesAt!.Value));
    }

    [Fact]
    public void At_TwoSignersOneAfterTheOther_HaveReasonsWithTheNumbers()
    {
        var listed = List(Succession(Now + Lead), Now);

        Assert.Equal("second signs from then on", listed[0].Reasons.SignsUntil);
        Assert.StartsWith("published until its last token has expired: longest lifetime 8760h0m0s and clock skew 1m0s", listed[0].Reasons.NeededUntil, StringComparison.Ordinal);
        Assert.Equal(Now + Lead, listed[1].SafeToSignFrom);
        Assert.StartsWith("published 24h0m0s before it signs: ", listed[1].Reasons.PublishedFrom, StringComparison.Ordinal);
        Assert.Equal("as soon as it is safe", listed[1].Reasons.SignsFrom);
        Assert.StartsWith("later than it is safe", List(Succession(Now + (2 * Lead)), Now)[1].Reasons.SignsFrom, StringComparison.Ordinal);
        Assert.StartsWith("before it was safe", List(Succession(Now.AddHours(2)), Now)[1].Reasons.SignsFrom, StringComparison.Ordinal);
    }

    [Fact]
    public void At_SignerThatChoosesItsKey_EachPublishedKeyIsCurrent()
    {
        var definition = TestKeyRing.Define(First, Second.PublicKey) with { Signers = [new RingSigner { Signer = First }] };
        definition = definition with { Keys = [definition.Keys[0], definition.Keys[1] with { IsInKeySet = false }] };

        var listed = List(definition, Now);

        Assert.Equal([ManagedKeyState.Current, ManagedKeyState.Previous], listed.Select(key => key.State));
        Assert.Equal("never: only this server accepts its tokens", listed[1].Reasons.PublishedFrom);
    }

    private static KeyRingDefinition Succession(DateTimeOffset switchTime)
    {
        var end = switchTime + TestKeyRing.MaxLifetime + TimeSpan.FromMinutes(1);
        return TestKeyRing.Define(First) with
        {
            Keys =
            [
                TestKeyRing.KeyOf(First) with { SignsUntil = switchTime, PublishedUntil = end, VerifiesUntil = end },
                TestKeyRing.KeyOf(Second) with { PublishedFrom = Now, SignsFrom = switchTime },
            ],
            Signers = [new RingSigner { Signer = First, KeyId = "first" }, new RingSigner { Signer = Second, KeyId = "second" }],
        };
    }

    private static IEnumerable<ManagedKeyState> StatesAt(KeyRingDefinition definition, DateTimeOffset time) => List(definition, time).Select(key => key.State);

    private static List<ListedKey> List(KeyRingDefinition definition, DateTimeOffset time) =>
        [.. new RingKeyLister(new KeyRingSnapshot(definition), Lead).At(time)];
}
