using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Cluster roles (Kubernetes, <c>pkg/registry/rbac/clusterrole</c>), some of which gather their rules from others.</summary>
internal sealed class ClusterRoleStrategy : ResourceStrategy
{
    private const string Selectors = "aggregationRule.clusterRoleSelectors";

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CheckName(string name) => NameRules.PathSegment(name);

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document) => PolicyRuleRules.DropEmptyList(document);

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        PolicyRuleRules.Check(created, isNamespaced: false, errors);
        if (created.Section("aggregationRule") is not { } aggregation)
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

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) => Validate(updated, errors);
}
