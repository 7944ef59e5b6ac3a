using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// Cluster roles that gather the rules of others by their labels (Kubernetes, <c>pkg/controller/clusterroleaggregation</c>).
/// </summary>
public static class RoleAggregation
{
    /// <summary>
    /// The rules that a role should have: those of the roles that its selectors find, by the order of the selectors and of the names,
    /// each rule once. Null when it has them already, or gathers none.
    /// </summary>
    public static JsonArray? Gather(ObjectDocument role, IReadOnlyList<ObjectDocument> all)
    {
        if (role.Section("aggregationRule")?.GetList("clusterRoleSelectors") is not { } selectors)
        {
            return null;
        }

        var rules = new JsonArray();
        foreach (var selector in selectors.OfType<JsonObject>())
        {
            foreach (var source in all)
            {
                if (source.Metadata.Name == role.Metadata.Name || !Selects(selector, source.Metadata.Labels ?? []))
                {
                    continue;
                }

                foreach (var rule in source.Root.GetList("rules") ?? [])
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

    /// <summary>Whether a <c>meta/v1</c> LabelSelector fits; an empty one fits everything.</summary>
    private static bool Selects(JsonObject selector, JsonObject labels) =>
        (selector.GetObject("matchLabels") ?? []).All(wanted => labels.ContainsKey(wanted.Key) && labels.GetText(wanted.Key) == (wanted.Value?.GetValue<string>() ?? "")) &&
        (selector.GetList("matchExpressions") ?? []).OfType<JsonObject>().All(expression => Fits(expression, labels));

    private static bool Fits(JsonObject expression, JsonObject labels)
    {
        var key = expression.GetText("key");
        var isThere = labels.ContainsKey(key);
        return expression.GetText("operator") switch
        {
            "In" => isThere && expression.GetTexts("values").Contains(labels.GetText(key)),
            "NotIn" => !isThere || !expression.GetTexts("values").Contains(labels.GetText(key)),
            "Exists" => isThere,
            _ => !isThere,
        };
    }
}
