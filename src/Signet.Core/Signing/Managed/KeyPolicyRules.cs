using static Signet.Core.Signing.Managed.WholeSeconds;

namespace Signet.Core.Signing.Managed;

/// <summary>What a policy must fulfil so that each key can be published long enough before it signs, and after.</summary>
internal static class KeyPolicyRules
{
    /// <summary>Finds everything that is wrong with a policy; each message has the numbers.</summary>
    public static IReadOnlyList<string> Check(KeyPolicy policy)
    {
        var faults = new List<string>();
        foreach (var (span, name) in (ReadOnlySpan<(TimeSpan, string)>)
        [
            (policy.RotationInterval ?? TimeSpan.Zero, "the rotation interval"),
            (policy.PublicationLead, "the publication lead"),
            (policy.MaxAge, "the max-age of the JWKS"),
            (policy.MaxLifetime, "the maximum lifetime of tokens"),
        ])
        {
            if (span < TimeSpan.Zero || span.Ticks % TimeSpan.TicksPerSecond != 0)
            {
                faults.Add($"{name} is {Text(span)}; it has to be a positive number of whole seconds");
            }
        }

        var minLead = policy.MaxAge + ClockSkew.Max;
        if (policy.PublicationLead < minLead)
        {
            faults.Add(
                $"a key is published {Text(policy.PublicationLead)} before it signs, but verifiers may keep a JWKS without it for {Text(policy.MaxAge)} (max-age), and clocks " +
                $"may differ by {Text(ClockSkew.Max)}: the publication lead has to be at least {Text(minLead)}");
        }

        if (policy.RotationInterval is { } interval && interval <= policy.PublicationLead)
        {
            faults.Add(
                $"keys rotate every {Text(interval)}, but a key is published {Text(policy.PublicationLead)} before it signs: the rotation interval has to be longer " +
                $"than the publication lead");
        }

        return faults;
    }
}
