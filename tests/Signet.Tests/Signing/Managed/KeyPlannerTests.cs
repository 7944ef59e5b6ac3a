using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using static Signet.Tests.Signing.Managed.ManagedKeyTestKeys;

namespace Signet.Tests.Signing.Managed;

/// <summary>Which transitions are due, and when.</summary>
public sealed class KeyPlannerTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void Plan_NoKey_FirstOneSignsAtOnceOnEveryClock()
    {
        var created = Assert.IsType<KeyTransition.Create>(Assert.Single(KeyPlanner.Plan(Policy, [], Now)));

        Assert.Equal(
            (JwtAlgorithm.RS256, DateTimeOffset.MinValue, Now - ClockSkew.Max, false),
            (created.Algorithm, created.PublishedFrom, created.SignsFrom, created.IsForced));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(28.99)]
    public void Plan_KeyIsYoung_NothingIsDue(double days) => Assert.Empty(KeyPlanner.Plan(Policy, [Current("a", days)], Now));

    [Theory]
    [InlineData(29, 30)]
    [InlineData(29.5, 30.5)]
    [InlineData(45, 46)]
    public void Plan_KeyIsOld_SuccessorIsPublishedALeadBeforeItSigns(double age, double switchAfter)
    {
        var current = Current("a", age);
        var switchAt = current.SignsFrom!.Value.AddDays(switchAfter);

        var plan = KeyPlanner.Plan(Policy, [current], Now);

        var created = Assert.IsType<KeyTransition.Create>(plan[0]);
        Assert.Equal((Now, switchAt), (created.PublishedFrom, created.SignsFrom));
        var ended = Assert.IsType<KeyTransition.Change>(plan[1]);
        Assert.Equal(current with { SignsUntil = switchAt }, ended.After);
        Assert.Equal(2, plan.Count);
    }

    [Fact]
    public void Plan_PreparedKey_IsUsedInsteadOfANewOne()
    {
        var plan = KeyPlanner.Plan(Policy, [Current("a", 30), Prepared("b", 3)], Now);

        Assert.Equal(
            [("b", (DateTimeOffset?)Now, null), ("a", Now.AddDays(-30), (DateTimeOffset?)Now)],
            plan.Cast<KeyTransition.Change>().Select(change => change.After).OrderByDescending(key => key.KeyId)
                .Select(key => (key.KeyId, key.SignsFrom, key.SignsUntil)));
    }

    [Fact]
    public void Plan_ManualRotation_OldKeyStays() =>
        Assert.Empty(KeyPlanner.Plan(Policy with { RotationInterval = null }, [Current("a", 400)], Now));

    [Fact]
    public void Plan_LongerTokens_KeysThatMaySignAreKeptLonger()
    {
        var plan = KeyPlanner.Plan(Policy with { MaxLifetime = 2 * Day }, [Previous("old", 0.5), Current("a", 1)], Now);

        var change = Assert.IsType<KeyTransition.Change>(Assert.Single(plan, transition => transition is KeyTransition.Change { After.KeyId: "a" }));
        Assert.Equal(2 * Day, change.After.MaxLifetime);
        Assert.DoesNotContain(plan, transition => transition is KeyTransition.Change { After: { KeyId: "old", MaxLifetime.TotalDays: 2 } });
    }

    [Fact]
    public void Plan_ShorterTokens_KeysAreKeptAsLongAsBefore() =>
        Assert.Empty(KeyPlanner.Plan(Policy with { MaxLifetime = TimeSpan.FromHours(1) }, [Current("a", 1)], Now));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void Plan_AfterTheLastSignature_PrivateHalfIsErased(int seconds, bool isErased)
    {
        var ended = Current("old", 31) with { SignsUntil = Now - ClockSkew.Max - TimeSpan.FromSeconds(seconds) };

        var plan = KeyPlanner.Plan(Policy, [ended, Current("a", 1)], Now);

        Assert.Equal(isErased, plan.OfType<KeyTransition.Change>().Any(change => change.After is { KeyId: "old", SealedPrivateKey.IsEmpty: true }));
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(31.1, true)]
    public void Plan_LongAfterTheEnd_KeyIsRemoved(double daysSinceItSigned, bool isRemoved) => Assert.Equal(
        isRemoved,
        KeyPlanner.Plan(Policy, [Previous("old", daysSinceItSigned), Current("a", 1)], Now).Any(transition => transition is KeyTransition.Remove));

    [Fact]
    public void Plan_AlgorithmForAnAudience_HasALineOfItsOwnThatIsPublishedFirst()
    {
        var policy = Policy with { AlgorithmsByAudience = new Dictionary<string, JwtAlgorithm> { ["vault"] = JwtAlgorithm.ES256, ["x-*"] = JwtAlgorithm.ES256 } };

        var created = Assert.IsType<KeyTransition.Create>(Assert.Single(KeyPlanner.Plan(policy, [Current("a", 1)], Now)));

        Assert.Equal((JwtAlgorithm.ES256, Now, Now + Day), (created.Algorithm, created.PublishedFrom, created.SignsFrom));
    }

    [Fact]
    public void Plan_OtherDefaultAlgorithm_FormerOneSignsUntilTheNewKeyIsKnown()
    {
        var plan = KeyPlanner.Plan(Policy with { DefaultAlgorithm = JwtAlgorithm.ES256 }, [Current("a", 1)], Now);

        var created = Assert.Single(plan.OfType<KeyTransition.Create>());
        Assert.Equal((JwtAlgorithm.ES256, Now + Day), (created.Algorithm, created.SignsFrom));
        Assert.Equal(Now + Day, Assert.Single(plan.OfType<KeyTransition.Change>()).After.SignsUntil);
    }

    [Fact]
    public void Plan_KeyWasRevoked_ItIsNoPartOfItsLine()
    {
        var revoked = Current("a", 29.5) with { EndedAt = Now, IsRevoked = true };

        Assert.Empty(KeyPlanner.Plan(Policy, [revoked, Current("b", 0)], Now));
    }

    [Fact]
    public void Plan_TwoKeysOfALineSign_OlderOneGetsAnEnd()
    {
        var change = Assert.IsType<KeyTransition.Change>(Assert.Single(KeyPlanner.Plan(Policy, [Current("a", 9), Current("b", 3)], Now)));

        Assert.Equal(("a", (DateTimeOffset?)Now), (change.After.KeyId, change.After.SignsUntil));
    }

    [Theory]
    [InlineData(3659, "the publication lead has to be at least 1h1m0s")]
    [InlineData(3660, null)]
    public void Check_Lead_CoversMaxAgeAndSkew(int seconds, string? fault) =>
        AssertFault(fault, KeyPolicyRules.Check(Policy with { PublicationLead = TimeSpan.FromSeconds(seconds) }));

    [Theory]
    [InlineData(86400, "the rotation interval has to be longer than the publication lead")]
    [InlineData(86401, null)]
    [InlineData(-1, "the rotation interval is -1s")]
    public void Check_Interval_IsLongerThanTheLead(int seconds, string? fault) =>
        AssertFault(fault, KeyPolicyRules.Check(Policy with { RotationInterval = TimeSpan.FromSeconds(seconds) }));

    private static void AssertFault(string? fault, IReadOnlyList<string> faults)
    {
        if (fault is null)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.Contains(faults, found => found.Contains(fault, StringComparison.Ordinal));
        }
    }
}
