using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Roles (Kubernetes, <c>pkg/registry/rbac/role</c>). A name may be any path segment.</summary>
internal static class RoleStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        NameRule = NameRules.PathSegment,
        Traits = new() { AnswersDeletedObject = false, AllowsCreateOnUpdate = true },
        ApplyDefaults = PolicyRuleRules.DropEmptyList,
        Create = new() { Validate = Validate },
        Update = new() { Validate = static (updated, _, errors) => Validate(updated, errors) },
    };

    private static void Validate(ObjectDocument role, FieldErrors errors) => PolicyRuleRules.Check(role, isNamespaced: true, errors);
}
