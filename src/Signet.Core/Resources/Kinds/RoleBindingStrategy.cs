using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Role bindings and cluster role bindings (Kubernetes, <c>pkg/registry/rbac/rolebinding</c>, <c>clusterrolebinding</c>). The subjects of a
/// binding can change, its role cannot.
/// </summary>
internal sealed class RoleBindingStrategy
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string ServiceAccount = "ServiceAccount";
    private readonly bool _isNamespaced;

    private RoleBindingStrategy(bool isNamespaced) => _isNamespaced = isNamespaced;

    public static ResourceStrategy RoleBindings { get; } = Define(isNamespaced: true);

    public static ResourceStrategy ClusterRoleBindings { get; } = Define(isNamespaced: false);

    /// <summary>Only a binding in a namespace may refer to a role in it, and may leave the namespace of a service account out.</summary>
    private static ResourceStrategy Define(bool isNamespaced)
    {
        var rules = new RoleBindingStrategy(isNamespaced);
        return new ResourceStrategy
        {
            NameRule = NameRules.PathSegment,
            Table = KubernetesTables.Bindings,
            Traits = new() { AnswersDeletedObject = false, AllowsCreateOnUpdate = true },
            ApplyDefaults = ApplyDefaults,
            Create = new() { Validate = rules.Validate },
            Update = new() { Validate = rules.ValidateUpdate },
        };
    }

    private static void ApplyDefaults(ObjectDocument document)
    {
        var reference = document.EnsureSection("roleRef");
        if (reference.GetString("apiGroup").Length == 0)
        {
            reference.SetString("apiGroup", Group);
        }

        foreach (var subject in SubjectsOf(document))
        {
            if (subject.GetString("kind") is "User" or "Group" && subject.GetString("apiGroup").Length == 0)
            {
                subject.SetString("apiGroup", Group);
            }
        }
    }

    private void Validate(ObjectDocument binding, FieldErrors errors)
    {
        CheckRole(binding.EnsureSection("roleRef"), errors);
        var index = 0;
        foreach (var subject in SubjectsOf(binding))
        {
            CheckSubject($"subjects[{index++}]", subject, errors);
        }
    }

    private void ValidateUpdate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        Validate(updated, errors);
        var role = Show(updated.EnsureSection("roleRef"));
        if (role != Show(current.EnsureSection("roleRef")))
        {
            errors.Add(FieldError.InvalidText("roleRef", role, "cannot change roleRef"));
        }
    }

    private void CheckRole(JsonObject role, FieldErrors errors)
    {
        if (role.GetString("apiGroup") is var group && group != Group)
        {
            errors.Add(FieldError.NotSupported("roleRef.apiGroup", GoText.Quote(group), Group));
        }

        ReadOnlySpan<string> kinds = _isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (role.GetString("kind") is var kind && !kinds.Contains(kind))
        {
            errors.Add(FieldError.NotSupported("roleRef.kind", GoText.Quote(kind), kinds));
        }

        var name = role.GetString("name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("roleRef.name", ""));
        }

        foreach (var fault in NameRules.PathSegment(name))
        {
            errors.Add(FieldError.Invalid("roleRef.name", name, fault));
        }
    }

    private void CheckSubject(string field, JsonObject subject, FieldErrors errors)
    {
        var name = subject.GetString("name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required($"{field}.name", ""));
        }

        var kind = subject.GetString("kind");
        var group = subject.GetString("apiGroup");
        switch (kind)
        {
            case ServiceAccount:
                foreach (var fault in name.Length == 0 ? [] : NameRules.Subdomain(name))
                {
                    errors.Add(FieldError.Invalid($"{field}.name", name, fault));
                }

                if (group.Length > 0)
                {
                    errors.Add(FieldError.NotSupported($"{field}.apiGroup", GoText.Quote(group), ""));
                }

                if (!_isNamespaced && subject.GetString("namespace").Length == 0)
                {
                    errors.Add(FieldError.Required($"{field}.namespace", ""));
                }

                break;
            case "User" or "Group":
                if (group != Group)
                {
                    errors.Add(FieldError.NotSupported($"{field}.apiGroup", GoText.Quote(group), Group));
                }

                break;
            default:
                errors.Add(FieldError.NotSupported($"{field}.kind", GoText.Quote(kind), ServiceAccount, "User", "Group"));
                break;
        }
    }

    private static IEnumerable<JsonObject> SubjectsOf(ObjectDocument binding) => (binding.Root.GetList("subjects") ?? []).OfType<JsonObject>();

    /// <summary>The JSON of Kubernetes' internal type, as error texts show it.</summary>
    private static string Show(JsonObject role) =>
        GoValue.Struct(("APIGroup", role.GetString("apiGroup")), ("Kind", role.GetString("kind")), ("Name", role.GetString("name")));
}
