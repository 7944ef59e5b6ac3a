using Signet.Core.Signing.Listing;
using Signet.Core.Signing.Managed;
using static Signet.Tests.Signing.Managed.ManagedKeyTestKeys;

namespace Signet.Tests.Signing.Listing;

/// <summary>The windows of managed keys as operators see them: each time has its reason, with the numbers.</summary>
public sealed class ManagedKeyListerTests
{
    [Fact]
    public void At_FirstKey_SignsAtOnceAndSaysWhenItsSuccessorCanBeExpected()
    {
        var listed = List(Current("a", days: 1));

        Assert.Equal(ManagedKeyState.Current, listed.State);
        Assert.Null(listed.PublishedFrom);
        Assert.Null(listed.SafeToSignFrom);
        Assert.Equal(Now.AddDays(-1), listed.SignsFrom);
        Assert.Null(listed.NeededUntil);
        Assert.Null(listed.ChangesAt);
        Assert.Equal("at once: every JWKS of the issuer has it", listed.Reasons.SignsFrom);
        Assert.Equal("safe at any time: every JWKS of the issuer has it", listed.Reasons.SafeToSignFrom);
        Assert.Equal("no successor yet: one is published from 2027-02-12T08:00:00Z and signs from 2027-02-13T08:00:00Z", listed.Reasons.SignsUntil);
        Assert.Equal("no end while the end of its signing is not decided", listed.Reasons.NeededUntil);
        Assert.Null(listed.Reasons.EndedAt);
    }

    [Fact]
    public void At_RotationByAge_BothKeysNameTheReasonsOfTheSwitch()
    {
        var signs = Now.AddHours(12);
        var old = Current("old", days: 29.5) with { SignsUntil = signs };
        var next = Pending("new") with { PublishedFrom = signs.AddDays(-1), SignsFrom = signs };

        var ending = List(old, next);
        var coming = List(next, old);

        Assert.Equal((ManagedKeyState.Current, signs), (ending.State, ending.ChangesAt));
        Assert.Equal("new signs from then on", ending.Reasons.SignsUntil);
        Assert.Equal(signs + TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1), ending.NeededUntil);
        Assert.Equal(
            "published until its last token has expired: longest lifetime 24h0m0s and clock skew 1m0s after it signs no more", ending.Reasons.NeededUntil);
        Assert.Equal((ManagedKeyState.Next, signs, signs), (coming.State, coming.SafeToSignFrom!.Value, coming.ChangesAt!.Value));
        Assert.Equal(
            "published 24h0m0s before it signs: verifiers may keep a JWKS without it for 1h0m0s (max-age), clocks may differ by 1m0s, and 22h59m0s are for verifiers that refresh later",
            coming.Reasons.PublishedFrom);
        Assert.Equal("24h0m0s after its publication (--signing-key-publication-lead)", coming.Reasons.SafeToSignFrom);
        Assert.Equal("when old has signed for 720h0m0s (--signing-key-rotation-interval)", coming.Reasons.SignsFrom);
    }

    [Fact]
    public void At_ShortestLead_NamesNoTimeForLateVerifiers()
    {
        var policy = Policy with { PublicationLead = TimeSpan.FromMinutes(61) };
        var next = Pending("new") with { PublishedFrom = Now, SignsFrom = Now.AddMinutes(61) };

        var listed = Assert.Single(new ManagedKeyLister(policy, [next]).At(Now));

        Assert.Equal(
            "published 1h1m0s before it signs: verifiers may keep a JWKS without it for 1h0m0s (max-age), clocks may differ by 1m0s", listed.Reasons.PublishedFrom);
        Assert.Equal("as soon as it is safe", listed.Reasons.SignsFrom);
    }

    [Fact]
    public void At_EachSecondOfALife_ChangesAtIsExactlyTheNextChangeOfTheState()
    {
        var key = Pending("k") with { PublishedFrom = Now.AddHours(1), SignsFrom = Now.AddDays(2), SignsUntil = Now.AddDays(32) };
        var (states, time) = (new List<ManagedKeyState>(), Now);
        while (true)
        {
            var listed = Assert.Single(new ManagedKeyLister(Policy, [key]).At(time));
            states.Add(listed.State);
            if (listed.ChangesAt is not { } next)
            {
                break;
            }

            Assert.Equal(listed.State, Assert.Single(new ManagedKeyLister(Policy, [key]).At(next.AddSeconds(-1))).State);
            time = next;
        }

        Assert.Equal([ManagedKeyState.Pending, ManagedKeyState.Next, ManagedKeyState.Current, ManagedKeyState.Previous, ManagedKeyState.Retired], states);
    }

    [Fact]
    public void At_RevokedKeyAndItsReplacement_SayWhatWasForced()
    {
        var revoked = List(Current("bad", days: 3) with { EndedAt = Now, IsRevoked = true });
        var replacement = List(Pending("new") with { PublishedFrom = Now, SignsFrom = Now.AddMinutes(-1), IsActivationForced = true });

        Assert.Equal((ManagedKeyState.Revoked, Now), (revoked.State, revoked.EndedAt));
        Assert.Equal("revoked: its tokens are refused, and the JWKS does not have it", revoked.Reasons.EndedAt);
        Assert.True(replacement.IsActivationForced);
        Assert.Equal(Now.AddDays(1), replacement.SafeToSignFrom);
        Assert.StartsWith("before it was safe", replacement.Reasons.SignsFrom, StringComparison.Ordinal);
    }

    [Fact]
    public void At_PreparedKey_IsSafeFromItsLeadOnAndHasNoDateToSign()
    {
        var listed = List(Prepared("p", days: 3));

        Assert.Equal((ManagedKeyState.Next, Now.AddDays(-2)), (listed.State, listed.SafeToSignFrom));
        Assert.Null(listed.SignsFrom);
        Assert.Equal("not decided", listed.Reasons.SignsFrom);
        Assert.StartsWith("published ahead of its use: ", listed.Reasons.PublishedFrom, StringComparison.Ordinal);
    }

    [Fact]
    public void At_RotationOnDemand_HasNoEnd()
    {
        var listed = Assert.Single(new ManagedKeyLister(Policy with { RotationInterval = null }, [Current("a", days: 900)]).At(Now));

        Assert.Equal("no end: a successor is made or given on demand", listed.Reasons.SignsUntil);
    }

    private static ListedKey List(ManagedKey key, params ManagedKey[] others) => new ManagedKeyLister(Policy, [key, .. others]).At(Now).First();
}
