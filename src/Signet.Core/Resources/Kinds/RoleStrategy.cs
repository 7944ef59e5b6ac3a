using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Roles (Kubernetes, <c>pkg/registry/rbac/role</c>): their names may be anything that fits into a path.</summary>
internal sealed class RoleStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CheckName(string name) => NameRules.PathSegment(name);

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document) => PolicyRuleRules.DropEmptyList(document);

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors) =>
        PolicyRuleRules.Check(created, isNamespaced: true, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) => Validate(updated, errors);
}
