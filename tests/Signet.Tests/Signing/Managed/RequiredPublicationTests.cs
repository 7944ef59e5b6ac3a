using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Schedule;
using static Signet.Tests.Signing.Managed.ManagedKeyTestKeys;

namespace Signet.Tests.Signing.Managed;

/// <summary>A key signs only after its publication was confirmed.</summary>
public sealed class RequiredPublicationTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static KeyPolicy Required => Policy with { RequiresConfirmedPublication = true };

    [Fact]
    public void Plan_KeyIsOld_SuccessorIsPublishedAndHasNoTime()
    {
        var created = Assert.IsType<KeyTransition.Create>(Assert.Single(KeyPlanner.Plan(Required, [Current("a", 29)], Now)));

        Assert.Equal((Now, null), (created.PublishedFrom!.Value, created.SignsFrom));
    }

    [Fact]
    public void Plan_NoKey_FirstOneSignsAtOnce() =>
        Assert.Equal(Now - ClockSkew.Max, Assert.IsType<KeyTransition.Create>(Assert.Single(KeyPlanner.Plan(Required, [], Now))).SignsFrom);

    /// <summary>However old the current key is.</summary>
    [Theory]
    [InlineData(29)]
    [InlineData(400)]
    public void Plan_PublicationIsNotConfirmed_NothingIsDue(double age) =>
        Assert.Empty(KeyPlanner.Plan(Required, [Current("a", age), Prepared("b", 20)], Now));

    [Theory]
    [InlineData(29.5, 0, 1)]
    [InlineData(29.5, 0.25, 0.75)]
    [InlineData(29.25, 20, 0.75)]
    [InlineData(400, 20, 0)]
    [InlineData(400, 0.5, 0.5)]
    public void Plan_PublicationIsConfirmed_LeadBeginsThen(double age, double confirmedDays, double signsInDays)
    {
        var successor = Prepared("b", 20) with { PublicationConfirmedAt = Now.AddDays(-confirmedDays) };

        var changes = KeyPlanner.Plan(Required, [Current("a", age), successor], Now).Cast<KeyTransition.Change>().ToDictionary(change => change.After.KeyId);

        Assert.Equal(Now.AddDays(signsInDays), changes["b"].After.SignsFrom);
        Assert.Equal(Now.AddDays(signsInDays), changes["a"].After.SignsUntil);
    }

    [Fact]
    public void Plan_PlannedSwitchWithoutConfirmation_IsTakenBack()
    {
        ManagedKey[] keys = [Current("a", 29.5) with { SignsUntil = Now.AddDays(0.5) }, Prepared("b", 0.5) with { SignsFrom = Now.AddDays(0.5) }];
        Assert.Empty(KeyPlanner.Plan(Policy, keys, Now));

        var changes = KeyPlanner.Plan(Required, keys, Now).Cast<KeyTransition.Change>().Select(change => change.After).ToList();

        Assert.Equal([keys[0] with { SignsUntil = null }, keys[1] with { SignsFrom = null }], changes);
        Assert.Empty(KeyPlanner.Plan(Required, changes, Now));
    }

    /// <summary>A replica whose clock is ahead signs with it already; and an operator's decision stays.</summary>
    [Fact]
    public void Plan_PlannedSwitchThatIsNearOrWaived_Stays()
    {
        ManagedKey[] near = [Current("a", 30) with { SignsUntil = Now + ClockSkew.Max }, Prepared("b", 1) with { SignsFrom = Now + ClockSkew.Max }];
        ManagedKey[] waived =
            [Current("a", 29.5) with { SignsUntil = Now.AddDays(0.5) }, Prepared("b", 0.5) with { SignsFrom = Now.AddDays(0.5), IsPublicationWaived = true }];

        Assert.Empty(KeyPlanner.Plan(Required, near, Now));
        Assert.Empty(KeyPlanner.Plan(Required, waived, Now));
    }

    /// <summary>The default algorithm has changed: the keys of the former one sign until a confirmed key does.</summary>
    [Fact]
    public void Plan_OtherDefaultAlgorithm_FormerKeySignsUntilThePublicationIsConfirmed()
    {
        var policy = Required with { DefaultAlgorithm = JwtAlgorithm.ES256 };
        var former = Current("a", 5);
        var next = Prepared("b", 1) with { Algorithm = JwtAlgorithm.ES256 };
        Assert.Empty(KeyPlanner.Plan(policy, [former, next], Now));
        ManagedKey[] planned = [former with { SignsUntil = Now.AddDays(0.5) }, next with { SignsFrom = Now.AddDays(0.5) }];

        var changes = KeyPlanner.Plan(policy, planned, Now).Cast<KeyTransition.Change>().Select(change => change.After).ToList();

        Assert.Equal([null, null], [changes.Single(key => key.KeyId == "a").SignsUntil, changes.Single(key => key.KeyId == "b").SignsFrom]);
    }

    [Fact]
    public void Confirm_PublishedKeys_AreConfirmedOnce()
    {
        ManagedKey[] keys = [Current("a", 5), Prepared("b", 1), Pending("c"), Previous("d", 0.5) with { EndedAt = Now.AddDays(-0.1) }];

        var confirmed = new KeyOperations(Required, keys, Now).Confirm(["a", "b", "c", "d", "other"], 2).Value;

        Assert.Empty(confirmed.Consequences);
        var after = confirmed.Transitions.Cast<KeyTransition.Change>().Select(change => change.After).ToList();
        Assert.Equal([("a", Now), ("b", Now)], after.Select(key => (key.KeyId, key.PublicationConfirmedAt!.Value)));
        Assert.Contains("2 targets", confirmed.Transitions[0].Reason, StringComparison.Ordinal);
        Assert.Empty(new KeyOperations(Required, after, Now.AddDays(1)).Confirm(["a", "b"], 1).Value.Transitions);
    }

    [Fact]
    public void RotateAndActivate_PublicationIsNotConfirmed_NeedAnOperator()
    {
        var operations = new KeyOperations(Required, [Current("a", 5), Prepared("b", 20)], Now);

        var rotated = operations.Rotate(JwtAlgorithm.RS256).Value;
        Assert.Contains("it is not confirmed that the key b is published", Assert.Single(rotated.Consequences), StringComparison.Ordinal);
        Assert.True(((KeyTransition.Change)rotated.Transitions[0]).After.IsPublicationWaived);
        var activated = operations.Activate("b").Value;
        Assert.Contains("it is not confirmed that the key b is published", Assert.Single(activated.Consequences), StringComparison.Ordinal);
        Assert.True(((KeyTransition.Change)activated.Transitions[0]).After.IsActivationForced);
        var made = new KeyOperations(Required, [Current("a", 5)], Now).Rotate(JwtAlgorithm.RS256).Value;
        Assert.Contains("signet keys prepare", Assert.Single(made.Consequences), StringComparison.Ordinal);
        Assert.True(made.Transitions.OfType<KeyTransition.Create>().Single().IsPublicationWaived);
    }

    [Fact]
    public void RotateAndActivate_PublicationIsConfirmed_AreSafeAfterTheLead()
    {
        var known = Prepared("b", 20) with { PublicationConfirmedAt = Now.AddDays(-0.25) };

        var rotated = new KeyOperations(Required, [Current("a", 5), known], Now).Rotate(JwtAlgorithm.RS256).Value;
        Assert.Empty(rotated.Consequences);
        Assert.Equal(Now.AddDays(0.75), ((KeyTransition.Change)rotated.Transitions[0]).After.SignsFrom);
        Assert.Single(new KeyOperations(Required, [Current("a", 5), known], Now).Activate("b").Value.Consequences);
        Assert.Empty(new KeyOperations(Required, [Current("a", 5), known with { PublicationConfirmedAt = Now - Day }], Now).Activate("b").Value.Consequences);
    }

    [Fact]
    public void Schedule_KeyWaits_SaysSoAndForeseesNoSwitch()
    {
        var schedule = KeySchedule.Of(Required, [Current("a", 40), Prepared("b", 5)], Now);

        Assert.Empty(schedule.Transitions);
        var waiting = schedule.Keys.Single(key => key.KeyId == "b");
        Assert.False(waiting.IsSafeToSign);
        Assert.Contains("its publication is not confirmed", waiting.Safety, StringComparison.Ordinal);
        Assert.Contains("not decided: its publication", waiting.Bounds.Single(bound => bound.Kind == KeyBoundKind.SignsFrom).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "the publication of its successor b is not confirmed",
            schedule.Keys.Single(key => key.KeyId == "a").Bounds.Single(bound => bound.Kind == KeyBoundKind.SignsUntil).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_SayWhatIsOverdue()
    {
        ManagedKey[] keys = [Current("a", 29.5), Prepared("b", 0.5)];

        Assert.Equal(new PublicationWait(keys[1], keys[0], null), Assert.Single(PublicationWait.At(Required, keys, Now)));
        Assert.Equal(Now.AddDays(0.5), Assert.Single(PublicationWait.At(Required, keys, Now.AddDays(0.5))).OverdueSince);
        Assert.Empty(PublicationWait.At(Policy, keys, Now));
        Assert.Empty(PublicationWait.At(Required, [keys[0], keys[1] with { PublicationConfirmedAt = Now }], Now));
    }

    /// <summary>Records of earlier versions do not have the members.</summary>
    [Fact]
    public void Json_Confirmation_IsKeptAndMayBeMissing()
    {
        var confirmed = Prepared("b", 1) with { PublicationConfirmedAt = Now, IsPublicationWaived = true };
        var json = Encoding.UTF8.GetString(ManagedKeyJson.Write(new ManagedKeySet([confirmed], JwtAlgorithm.RS256)));

        var read = ManagedKeyJson.Read(Encoding.UTF8.GetBytes(json)).Keys[0];
        Assert.Equal((Now, true), (read.PublicationConfirmedAt!.Value, read.IsPublicationWaived));
        var older = json.Replace($"\"publicationConfirmedAt\":\"{Timestamps.Format(Now)}\",\"publicationWaived\":true,", "", StringComparison.Ordinal);
        Assert.NotEqual(json, older);
        read = ManagedKeyJson.Read(Encoding.UTF8.GetBytes(older)).Keys[0];
        Assert.Equal((null, false), (read.PublicationConfirmedAt, read.IsPublicationWaived));
    }
}
