using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Cluster roles (Kubernetes, <c>pkg/registry/rbac/clusterrole</c>), with validation of the aggregation rule.</summary>
internal static class ClusterRoleStrategy
{
    private const string Selectors = "aggregationRule.clusterRoleSelectors";

    public static ResourceStrategy Definition { get; } = new()
    {
        NameRule = NameRules.PathSegment,
        Traits = new() { AnswersDeletedObject = false, AllowsCreateOnUpdate = true },
        ApplyDefaults = PolicyRuleRules.DropEmptyList,
        Create = new() { Validate = Validate },
        Update = new() { Validate = static (updated, _, errors) => Validate(updated, errors) },
    };

    private static void Validate(ObjectDocument role, FieldErrors errors)
    {
        PolicyRuleRules.Check(role, isNamespaced: false, errors);
        if (role.Section("aggregationRule") is not { } aggregation)
        {
            return;
        }

        var selectors = aggregation.GetList("clusterRoleSelectors") ?? [];
        if (selectors.Count == 0)
        {
            errors.Add(FieldError.Required(Selectors, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
        }

        for (var i = 0; i < selectors.Count; i++)
        {
            var field = $"{Selectors}[{i}]";
            var count = errors.Count;
            LabelSelectorRules.Check(field, selectors[i] as JsonObject ?? [], errors);
            if (errors.Count > count)
            {
                errors.Add(FieldError.InvalidText(field, "null", "invalid label selector."));
            }
        }
    }
}
