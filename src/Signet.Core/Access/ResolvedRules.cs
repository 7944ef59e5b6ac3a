namespace Signet.Core.Access;

/// <summary>What a user may do, as rules.</summary>
/// <param name="Rules">The rules as they are written, in order; doubles stay.</param>
/// <param name="IsIncomplete">Whether there may be rights that no rule tells of.</param>
/// <param name="Errors">What could not be found out, a text each.</param>
internal sealed record ResolvedRules(IReadOnlyList<PolicyRule> Rules, bool IsIncomplete, IReadOnlyList<string> Errors)
{
    /// <summary>No rules, and nothing left open.</summary>
    public static ResolvedRules None { get; } = new([], false, []);

    /// <summary>Everything.</summary>
    public static ResolvedRules Everything { get; } = new(PolicyRule.FullAuthority, false, []);
}
