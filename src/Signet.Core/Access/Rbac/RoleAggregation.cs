using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// Cluster roles that gather the rules of others by their labels (Kubernetes, <c>pkg/controller/clusterroleaggregation</c>).
/// </summary>
internal static class RoleAggregation
{
    /// <summary>
    /// The rules that a role should have: those of the roles that its selectors find, by the order of the selectors and of the names,
    /// each rule once. Null when it has them already, or gathers none.
    /// </summary>
    public static JsonArray? Gather(ObjectDocument role, IEnumerable<StoredObject> all) => Gather(role, all, sources: null);

    /// <summary>The same; <paramref name="sources"/> gets the roles that the rules are from.</summary>
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
