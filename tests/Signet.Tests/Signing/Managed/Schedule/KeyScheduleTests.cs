using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Schedule;
using static Signet.Tests.Signing.Managed.ManagedKeyTestKeys;

namespace Signet.Tests.Signing.Managed.Schedule;

/// <summary>The windows of keys with their reasons, and the next transitions.</summary>
public sealed class KeyScheduleTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void Of_YoungKey_ForeseesItsWholeReplacement()
    {
        var schedule = KeySchedule.Of(Policy, [Current("a", 10)], Now);

        Assert.Equal(
            [
                (Now.AddDays(19), "", ManagedKeyState.Next, false),
                (Now.AddDays(20), "", ManagedKeyState.Current, false),
                (Now.AddDays(20), "a", ManagedKeyState.Previous, false),
                (Now.AddDays(21).AddMinutes(1), "a", ManagedKeyState.Retired, false),
            ],
            schedule.Transitions.Select(next => (next.Time, next.KeyId, next.State, next.IsRecorded)));
        Assert.Contains("a new RS256 key signs from then on, 720h0m0s after this one began", schedule.Transitions[2].Reason, StringComparison.Ordinal);
        Assert.Contains("24h1m0s after its last signature: 24h0m0s (longest lifetime of its tokens) and 1m0s (clock skew)", schedule.Transitions[3].Reason, StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(schedule.Keys).KeyId);
    }

    [Fact]
    public void Of_PlannedSwitch_IsRecordedWithItsLead()
    {
        var next = Prepared("b", 0.5) with { SignsFrom = Now.AddDays(0.5) };
        var schedule = KeySchedule.Of(Policy, [Current("a", 29.5) with { SignsUntil = Now.AddDays(0.5) }, next], Now);

        var signs = Assert.Single(schedule.Transitions, one => one is { KeyId: "b", State: ManagedKeyState.Current });
        Assert.Equal((Now.AddDays(0.5), true), (signs.Time, signs.IsRecorded));
        Assert.Contains("24h0m0s after its publication: the publication lead is 24h0m0s, of which 1h0m0s are the max-age", signs.Reason, StringComparison.Ordinal);
        var key = schedule.Keys[1];
        Assert.Equal((false, Now.AddDays(0.5)), (key.IsSafeToSign, key.SafeFrom));
        Assert.StartsWith("safe from ", key.Safety, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.99, false)]
    [InlineData(1, true)]
    public void Of_PublishedKey_IsSafeAfterTheLead(double days, bool isSafe) =>
        Assert.Equal(isSafe, KeySchedule.Of(Policy, [Current("a", 1), Prepared("b", days)], Now).Keys[1].IsSafeToSign);

    [Fact]
    public void Of_ManualRotation_HasNoEnd()
    {
        var schedule = KeySchedule.Of(Policy with { RotationInterval = null }, [Current("a", 400)], Now);

        Assert.Empty(schedule.Transitions);
        Assert.Equal((null, "no end: keys rotate only on demand"), Bound(schedule.Keys[0], KeyBoundKind.SignsUntil));
        Assert.Equal((null, "no end, because it may still sign"), Bound(schedule.Keys[0], KeyBoundKind.VerifiesUntil));
    }

    [Fact]
    public void Of_EndedKeys_SayWhy()
    {
        var revoked = Current("r", 3) with { EndedAt = Now.AddDays(-1), IsRevoked = true };
        var schedule = KeySchedule.Of(Policy, [revoked, Prepared("n", 1) with { EndedAt = Now.AddDays(-1) }, Current("a", 1)], Now);

        Assert.Equal((Now.AddDays(-1), "revoked by an operator"), Bound(schedule.Keys[0], KeyBoundKind.VerifiesUntil));
        Assert.Equal((ManagedKeyState.Revoked, "revoked", (DateTimeOffset?)null), (schedule.Keys[0].State, schedule.Keys[0].Safety, schedule.Keys[0].SafeFrom));
        Assert.Equal((Now.AddDays(-1), "it never signed"), Bound(schedule.Keys[1], KeyBoundKind.SignsUntil));
    }

    [Fact]
    public void Of_ForcedActivation_SaysThatVerifiersDidNotKnowIt()
    {
        var schedule = KeySchedule.Of(Policy, [Prepared("b", 0.5) with { SignsFrom = Now, IsActivationForced = true }], Now);

        Assert.Contains("verifiers with a cached JWKS knew it only from", Bound(schedule.Keys[0], KeyBoundKind.SignsFrom).Reason, StringComparison.Ordinal);
        Assert.False(schedule.Keys[0].IsSafeToSign);
    }

    [Fact]
    public void After_DecidedRotation_HasTheKeyThatIsToBeMade()
    {
        ManagedKey[] keys = [Current("a", 1)];
        var decided = new KeyOperations(Policy, keys, Now).Rotate(JwtAlgorithm.RS256).Value.Transitions;

        var schedule = KeySchedule.After(Policy, keys, decided, Now);

        Assert.Equal([("a", ManagedKeyState.Current), ("", ManagedKeyState.Next)], schedule.Keys.Select(key => (key.KeyId, key.State)));
        Assert.Contains(schedule.Transitions, next => next is { KeyId: "a", State: ManagedKeyState.Previous } && next.Time == Now + Day);
    }

    private static (DateTimeOffset? Time, string Reason) Bound(ScheduledKey key, KeyBoundKind kind)
    {
        var bound = Assert.Single(key.Bounds, one => one.Kind == kind);
        return (bound.Time, bound.Reason);
    }
}
