using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Role bindings and cluster role bindings (Kubernetes, <c>pkg/registry/rbac/rolebinding</c>, <c>clusterrolebinding</c>): whom they give
/// a role to may change, the role may not.
/// </summary>
/// <param name="isNamespaced">Whether it is bindings in namespaces, which may refer to roles of both kinds.</param>
internal sealed class RoleBindingStrategy(bool isNamespaced) : ResourceStrategy
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string ServiceAccount = "ServiceAccount";

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override TableDefinition Table => KubernetesTables.Bindings;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CheckName(string name) => NameRules.PathSegment(name);

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document)
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

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        CheckRole(created.EnsureSection("roleRef"), errors);
        var index = 0;
        foreach (var subject in SubjectsOf(created))
        {
            CheckSubject($"subjects[{index++}]", subject, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        Validate(updated, errors);
        var role = TextOf(updated.EnsureSection("roleRef"));
        if (role != TextOf(current.EnsureSection("roleRef")))
        {
            errors.Add(FieldError.InvalidText("roleRef", role, "cannot change roleRef"));
        }
    }

    private void CheckRole(JsonObject role, List<FieldError> errors)
    {
        if (role.GetString("apiGroup") is var group && group != Group)
        {
            errors.Add(FieldError.NotSupported("roleRef.apiGroup", GoText.Quote(group), Group));
        }

        ReadOnlySpan<string> kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
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

    private void CheckSubject(string field, JsonObject subject, List<FieldError> errors)
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

                if (!isNamespaced && subject.GetString("namespace").Length == 0)
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

    /// <summary>As Go shows its struct in JSON.</summary>
    private static string TextOf(JsonObject role) =>
        GoValue.Struct(("APIGroup", role.GetString("apiGroup")), ("Kind", role.GetString("kind")), ("Name", role.GetString("name")));
}
