using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// Aggregates the rules of cluster roles by labels (Kubernetes, <c>pkg/controller/clusterroleaggregation</c>).
/// </summary>
internal static class RoleAggregation
{
    /// <summary>
    /// The aggregated rules of a role: those of the roles that its selectors match, ordered by selector and name, without duplicates. Null if the role
    /// has them already, or does not aggregate.
    /// </summary>
    public static JsonArray? Gather(ObjectDocument role, IEnumerable<StoredObject> all) => Gather(role, all, sources: null);

    /// <summary>The same; <paramref name="sources"/> receives the source roles of the rules.</summary>
    public static JsonArray? Gather(ObjectDocument role, IEnumerable<StoredObject> all, ICollection<StoredObject>? sources)
    {
        if (role.Section("aggregationRule")?.GetList("clusterRoleSelectors") is not { } selectors)
        {
            return null;
        }

        var rules = new JsonArray();
        foreach (var selector in selectors.OfType<JsonObject>().Select(LabelSelector.Read))
        {
            foreach (var source in all)
            {
                if (source.Key.Name == role.Metadata.Name || selector?.Matches(source) != true)
                {
                    continue;
                }

                sources?.Add(source);
                foreach (var rule in ObjectDocument.From(source).Root.GetList("rules") ?? [])
                {
                    if (!rules.Any(known => JsonNode.DeepEquals(known, rule)))
                    {
                        rules.Add(rule?.DeepClone());
                    }
                }
            }
        }

        return JsonNode.DeepEquals(rules, role.Root.GetList("rules") ?? []) ? null : rules;
    }
}
