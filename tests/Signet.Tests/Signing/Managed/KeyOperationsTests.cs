using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using static Signet.Tests.Signing.Managed.ManagedKeyTestKeys;

namespace Signet.Tests.Signing.Managed;

/// <summary>What operators can do to keys, what that breaks, and what is impossible.</summary>
public sealed class KeyOperationsTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void Prepare_NoSuccessor_PublishesOneWithoutADate()
    {
        var created = Assert.IsType<KeyTransition.Create>(Assert.Single(Safe(Operations(Current("a", 1)).Prepare(JwtAlgorithm.RS256))));

        Assert.Equal((Now, null), (created.PublishedFrom!.Value, created.SignsFrom));
        Refused("already prepared", Operations(Current("a", 1), Prepared("b", 1)).Prepare(JwtAlgorithm.RS256));
    }

    [Fact]
    public void Rotate_NoSuccessor_NewKeySignsWhenVerifiersKnowIt()
    {
        var transitions = Safe(Operations(Current("a", 1)).Rotate(JwtAlgorithm.RS256));

        Assert.Equal((Now, Now + Day), transitions.OfType<KeyTransition.Create>().Select(made => (made.PublishedFrom!.Value, made.SignsFrom!.Value)).Single());
        Assert.Equal(Now + Day, transitions.OfType<KeyTransition.Change>().Single().After.SignsUntil);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0.25, 0.75)]
    public void Rotate_PreparedKey_SignsAtTheEarliestSafeTime(double publishedDays, double signsInDays)
    {
        var transitions = Safe(Operations(Current("a", 1), Prepared("b", publishedDays)).Rotate(JwtAlgorithm.RS256)).Cast<KeyTransition.Change>().ToList();

        Assert.Equal(Now.AddDays(signsInDays), transitions[0].After.SignsFrom);
        Assert.Equal(Now.AddDays(signsInDays), transitions[1].After.SignsUntil);
    }

    [Fact]
    public void Rotate_SwitchIsPlannedAtTheEarliestTime_SaysWhen() => Refused(
        "signs from 2027-01-15 20:00:00Z on",
        Operations(Current("a", 1) with { SignsUntil = Now.AddDays(0.5) }, Prepared("b", 0.5) with { SignsFrom = Now.AddDays(0.5) }).Rotate(JwtAlgorithm.RS256));

    [Fact]
    public void PrepareAndRotate_AlgorithmOfNoToken_AreRefused()
    {
        Refused("no token is signed with ES512: the settings have RS256", Operations(Current("a", 1)).Prepare(JwtAlgorithm.ES512));
        Refused("no token is signed with ES512: the settings have RS256", Operations(Current("a", 1)).Rotate(JwtAlgorithm.ES512));
    }

    /// <summary>Else no key would sign from the planned time on, until a new one has been published for the lead.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RetireAndRevoke_PlannedSuccessor_CurrentKeyGoesOn(bool isRevoked)
    {
        ManagedKey[] keys = [Current("a", 29.5) with { SignsUntil = Now.AddDays(0.5) }, Prepared("b", 0.5) with { SignsFrom = Now.AddDays(0.5) }];
        var operations = Operations(keys);

        var after = Safe(isRevoked ? operations.Revoke("b") : operations.Retire("b")).Cast<KeyTransition.Change>().Select(change => change.After).ToList();

        Assert.Equal(["b", "a"], after.Select(key => key.KeyId));
        Assert.Equal(Now, after[0].EndedAt);
        Assert.Null(after[1].SignsUntil);
        Assert.Contains(KeyPlanner.Plan(Policy, after, Now), transition => transition is KeyTransition.Create create && create.SignsFrom == Now + Day);
    }

    [Fact]
    public void Activate_KeyThatVerifiersKnow_TakesOverAtOnce()
    {
        var transitions = Safe(Operations(Current("a", 1), Prepared("b", 1)).Activate("b")).Cast<KeyTransition.Change>().ToList();

        Assert.Equal(("b", Now, false), (transitions[0].After.KeyId, transitions[0].After.SignsFrom!.Value, transitions[0].After.IsActivationForced));
        Assert.Equal(("a", Now), (transitions[1].After.KeyId, transitions[1].After.SignsUntil!.Value));
    }

    [Fact]
    public void Activate_KeyThatVerifiersMayNotKnow_SaysWhatItBreaks()
    {
        var operation = Operations(Current("a", 1), Prepared("b", 0.5)).Activate("b").Value;

        Assert.Contains("refuse new tokens until they fetch it again", Assert.Single(operation.Consequences), StringComparison.Ordinal);
        Assert.Contains("2027-01-15 20:00:00Z", operation.Consequences[0], StringComparison.Ordinal);
        Assert.True(((KeyTransition.Change)operation.Transitions[0]).After.IsActivationForced);
    }

    [Fact]
    public void Activate_OtherStates_Refused()
    {
        var operations = Operations(Current("a", 1), Previous("p", 0.5));

        Refused("the key a is current", operations.Activate("a"));
        Refused("the key p is previous", operations.Activate("p"));
        Refused("there is no key \"x\"", operations.Activate("x"));
    }

    [Fact]
    public void Retire_KeyWhoseTokensLive_SaysUntilWhen()
    {
        var operation = Operations(Current("a", 1), Previous("p", 0.5)).Retire("p").Value;

        Assert.Equal("tokens of the key p are refused from now on; the last one would have expired at 2027-01-15 20:01:00Z", Assert.Single(operation.Consequences));
        var after = Assert.IsType<KeyTransition.Change>(operation.Transitions[0]).After;
        Assert.Equal((Now, false), (after.EndedAt!.Value, after.IsRevoked));
        Refused("the key a signs", Operations(Current("a", 1)).Retire("a"));
        Safe(Operations(Current("a", 1), Prepared("b", 1)).Retire("b"));
    }

    [Fact]
    public void Revoke_CurrentWithoutSuccessor_NewKeySignsAtOnceAndTheBreakageIsTold()
    {
        var operation = Operations(Current("a", 1)).Revoke("a").Value;

        var created = Assert.IsType<KeyTransition.Create>(operation.Transitions[0]);
        Assert.Equal((true, Now - ClockSkew.Max), (created.IsForced, created.SignsFrom!.Value));
        var revoked = Assert.IsType<KeyTransition.Change>(operation.Transitions[1]).After;
        Assert.Equal(ManagedKeyState.Revoked, revoked.StateAt(Now));
        Assert.Equal(3, operation.Consequences.Count);
    }

    [Fact]
    public void Revoke_CurrentWithAPublishedSuccessor_NoNewTokenIsRefused()
    {
        var operation = Operations(Current("a", 1), Prepared("b", 1)).Revoke("a").Value;

        Assert.Equal(2, operation.Consequences.Count);
        var successor = Assert.IsType<KeyTransition.Change>(operation.Transitions[1]).After;
        Assert.Equal(("b", false, ManagedKeyState.Current), (successor.KeyId, successor.IsActivationForced, successor.StateAt(Now)));
    }

    [Fact]
    public void Revoke_Twice_Refused() =>
        Refused("is revoked already", Operations(Current("a", 1) with { EndedAt = Now, IsRevoked = true }, Current("b", 0)).Revoke("a"));

    private static KeyOperations Operations(params ManagedKey[] keys) => new(Policy, keys, Now);

    private static IReadOnlyList<KeyTransition> Safe(Outcome<KeyOperation> operation)
    {
        Assert.Empty(operation.Value.Consequences);
        return operation.Value.Transitions;
    }

    private static void Refused(string reason, Outcome<KeyOperation> operation)
    {
        Assert.Equal(400, operation.Error!.Code);
        Assert.Contains(reason, operation.Error.Message, StringComparison.Ordinal);
    }
}
