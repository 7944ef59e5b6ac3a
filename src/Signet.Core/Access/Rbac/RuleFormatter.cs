using Signet.Core.Primitives;

namespace Signet.Core.Access.Rbac;

/// <summary>Formats rules for messages (Kubernetes, <c>pkg/registry/rbac/validation/rule.go</c>, <c>policy_compact.go</c>).</summary>
internal static class RuleFormatter
{
    /// <summary>One line for each rule, sorted and distinct; rules that differ only in their verbs are merged.</summary>
    public static string Describe(IReadOnlyList<PolicyRule> rules)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var rule in Compact(rules))
        {
            lines.Add(LineOf(rule));
        }

        return string.Join('\n', lines);
    }

    private static IEnumerable<PolicyRule> Compact(IReadOnlyList<PolicyRule> rules)
    {
        var simple = new Dictionary<(string Group, string Resource, string? Name), PolicyRule>();
        foreach (var rule in rules)
        {
            if (rule is not { ApiGroups: [var group], Resources: [var resource], ResourceNames.Length: <= 1, NonResourceUrls.Length: 0 })
            {
                yield return rule;
                continue;
            }

            var key = (group, resource, rule.ResourceNames.FirstOrDefault());
            var verbs = simple.TryGetValue(key, out var same) ? [.. same.Verbs.Union(rule.Verbs)] : rule.Verbs;
            simple[key] = new PolicyRule { Verbs = verbs, ApiGroups = rule.ApiGroups, Resources = rule.Resources, ResourceNames = rule.ResourceNames };
        }

        foreach (var rule in simple.Values)
        {
            yield return rule;
        }
    }

    private static string LineOf(PolicyRule rule)
    {
        var parts = new List<string>(5);
        Add("APIGroups", rule.ApiGroups);
        Add("Resources", rule.Resources);
        Add("NonResourceURLs", rule.NonResourceUrls);
        Add("ResourceNames", rule.ResourceNames);
        Add("Verbs", rule.Verbs);
        return $"{{{string.Join(", ", parts)}}}";

        void Add(string name, string[] values)
        {
            if (values.Length > 0)
            {
                parts.Add($"{name}:{GoText.QuoteList(values)}");
            }
        }
    }
}
