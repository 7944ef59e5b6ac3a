using Signet.Core.Signing;
using Signet.Core.Signing.Managed;

namespace Signet.Tests.Signing.Managed;

/// <summary>Issue 12: no token is refused that should pass, through rotations, restarts and clock skew; and the windows are as short as they can be.</summary>
public sealed class RotationSimulationTests
{
    private const int Rotations = 10;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_PolicyThatTheRulesAccept_NoTokenIsRefused(int seed)
    {
        var policy = RotationSimulation.RandomPolicy(new Random(seed));
        Assert.Empty(KeyPolicyRules.Check(policy));
        var simulation = new RotationSimulation(seed, policy);

        simulation.Run(Rotations);

        Assert.Empty(simulation.Violations);
        Assert.InRange(simulation.KeysThatSigned, Rotations, Rotations + 2);
        Assert.True(simulation.Tokens > 500, $"{simulation.Tokens} tokens");
    }

    /// <summary>Verifiers read a copy of the JWKS. Its publication fails for longer than the lead again and again; keys wait for it.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_PublicationIsRequiredAndFailsAtTimes_NoTokenIsRefused(int seed)
    {
        var policy = RotationSimulation.RandomPolicy(new Random(seed)) with { RequiresConfirmedPublication = true };
        var simulation = new RotationSimulation(seed, policy, hasCopy: true);

        simulation.Run(Rotations);

        Assert.Empty(simulation.Violations);
        Assert.InRange(simulation.KeysThatSigned, 2, Rotations + 2);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_PublicationFailsAtTimesAndIsNotRequired_TokensAreRefused(int seed)
    {
        var simulation = new RotationSimulation(seed, RotationSimulation.RandomPolicy(new Random(seed)), hasCopy: true);

        simulation.Run(Rotations);

        Assert.NotEmpty(simulation.Violations);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_LeadASecondShorterThanTheRulesDemand_TokensAreRefused(int seed)
    {
        var valid = RotationSimulation.RandomPolicy(new Random(seed));
        var policy = valid with { PublicationLead = valid.MaxAge + ClockSkew.Max - TimeSpan.FromSeconds(1) };
        Assert.NotEmpty(KeyPolicyRules.Check(policy));
        var simulation = new RotationSimulation(seed, policy);

        simulation.Run(Rotations);

        Assert.NotEmpty(simulation.Violations);
    }
}
