using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Validation;

/// <summary>The validation of the rules of roles (Kubernetes, <c>pkg/apis/rbac/validation</c> ValidatePolicyRule).</summary>
internal static class PolicyRuleRules
{
    /// <summary>Removes an empty list: Go encodes it as null.</summary>
    public static void DropEmptyList(ObjectDocument role)
    {
        if (role.Root["rules"] is JsonArray { Count: 0 })
        {
            role.Root.Remove("rules");
        }
    }

    public static void Check(ObjectDocument role, bool isNamespaced, FieldErrors errors)
    {
        var rules = role.Root.GetList("rules") ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            Check($"rules[{i}]", rules[i] as JsonObject ?? [], isNamespaced, errors);
        }
    }

    private static void Check(string field, JsonObject rule, bool isNamespaced, FieldErrors errors)
    {
        if (rule.GetStrings("verbs").Count == 0)
        {
            errors.Add(FieldError.Required($"{field}.verbs", "verbs must contain at least one value"));
        }

        var groups = rule.GetStrings("apiGroups");
        var resources = rule.GetStrings("resources");
        if (rule.GetStrings("nonResourceURLs") is { Count: > 0 } paths)
        {
            var text = CanonicalJson.OfStrings(paths);
            if (isNamespaced)
            {
                errors.Add(FieldError.InvalidText($"{field}.nonResourceURLs", text, "namespaced rules cannot apply to non-resource URLs"));
            }

            if (groups.Count > 0 || resources.Count > 0 || rule.GetStrings("resourceNames").Count > 0)
            {
                errors.Add(FieldError.InvalidText(
                    $"{field}.nonResourceURLs", text, "rules cannot apply to both regular resources and non-resource URLs"));
            }

            return;
        }

        if (groups.Count == 0)
        {
            errors.Add(FieldError.Required($"{field}.apiGroups", "resource rules must supply at least one api group"));
        }

        if (resources.Count == 0)
        {
            errors.Add(FieldError.Required($"{field}.resources", "resource rules must supply at least one resource"));
        }
    }
}
