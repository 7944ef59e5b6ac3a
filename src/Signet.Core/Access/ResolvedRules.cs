namespace Signet.Core.Access;

/// <summary>The rules of a user.</summary>
/// <param name="Rules">The rules as stored, in order, with duplicates.</param>
/// <param name="IsIncomplete">Whether the user may have more rights than the rules state.</param>
/// <param name="Errors">The errors of the resolution.</param>
internal sealed record ResolvedRules(IReadOnlyList<PolicyRule> Rules, bool IsIncomplete, IReadOnlyList<string> Errors)
{
    /// <summary>No rules.</summary>
    public static ResolvedRules None { get; } = new([], false, []);

    /// <summary>Full access.</summary>
    public static ResolvedRules Everything { get; } = new(PolicyRule.FullAuthority, false, []);
}
