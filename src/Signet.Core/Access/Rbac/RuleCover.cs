namespace Signet.Core.Access.Rbac;

/// <summary>Compares the rules that a user holds with those to be granted (Kubernetes, <c>pkg/registry/rbac/validation/policy_comparator.go</c>).</summary>
internal static class RuleCover
{
    private const string All = "*";

    /// <summary>
    /// The parts of <paramref name="given"/> that no rule of <paramref name="held"/> covers, each with one verb and one resource, name or path.
    /// </summary>
    public static List<PolicyRule> FindUncovered(IReadOnlyList<PolicyRule> held, IReadOnlyList<PolicyRule> given)
    {
        var uncovered = new List<PolicyRule>();
        foreach (var rule in given)
        {
            foreach (var part in PartsOf(rule))
            {
                if (!held.Any(owned => Covers(owned, part)))
                {
                    uncovered.Add(part);
                }
            }
        }

        return uncovered;
    }

    private static IEnumerable<PolicyRule> PartsOf(PolicyRule rule)
    {
        var names = rule.ResourceNames.Length == 0 ? [[]] : rule.ResourceNames.Select(name => new[] { name }).ToArray();
        foreach (var group in rule.ApiGroups)
        {
            foreach (var resource in rule.Resources)
            {
                foreach (var verb in rule.Verbs)
                {
                    foreach (var name in names)
                    {
                        yield return new PolicyRule { Verbs = [verb], ApiGroups = [group], Resources = [resource], ResourceNames = name };
                    }
                }
            }
        }

        foreach (var path in rule.NonResourceUrls)
        {
            foreach (var verb in rule.Verbs)
            {
                yield return new PolicyRule { Verbs = [verb], NonResourceUrls = [path] };
            }
        }
    }

    private static bool Covers(PolicyRule owned, PolicyRule part) =>
        HasAll(owned.Verbs, part.Verbs) &&
        HasAll(owned.ApiGroups, part.ApiGroups) &&
        (owned.Resources.Contains(All) || part.Resources.All(resource => CoversResource(owned.Resources, resource))) &&
        (owned.ResourceNames.Length == 0 || (part.ResourceNames.Length > 0 && part.ResourceNames.All(name => owned.ResourceNames.Contains(name)))) &&
        part.NonResourceUrls.All(path => owned.NonResourceUrls.Any(held => PolicyRule.MatchesPath(held, path)));

    private static bool HasAll(string[] owned, string[] required) => owned.Contains(All) || required.All(value => owned.Contains(value));

    private static bool CoversResource(string[] owned, string resource)
    {
        if (owned.Contains(resource))
        {
            return true;
        }

        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && owned.Contains("*" + resource[slash..]);
    }
}
