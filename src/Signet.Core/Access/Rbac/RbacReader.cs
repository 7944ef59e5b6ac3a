using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Access.Rbac;

/// <summary>Reads the rules of roles and the subjects of bindings.</summary>
internal static class RbacReader
{
    /// <summary>The rules of a Role or ClusterRole.</summary>
    public static PolicyRule[] RulesOf(JsonObject role)
    {
        if (role.GetList("rules") is not { } list)
        {
            return [];
        }

        var rules = new PolicyRule[list.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = list[i] as JsonObject ?? [];
            rules[i] = new PolicyRule
            {
                Verbs = [.. rule.GetStrings("verbs")],
                ApiGroups = [.. rule.GetStrings("apiGroups")],
                Resources = [.. rule.GetStrings("resources")],
                ResourceNames = [.. rule.GetStrings("resourceNames")],
                NonResourceUrls = [.. rule.GetStrings("nonResourceURLs")],
            };
        }

        return rules;
    }

    /// <summary>A RoleBinding, or a ClusterRoleBinding if it has no namespace.</summary>
    internal static CompiledBinding BindingOf(ObjectKey key, JsonObject binding)
    {
        var list = binding.GetList("subjects") ?? [];
        var subjects = new List<RbacSubject>(list.Count);
        foreach (var entry in list)
        {
            var subject = entry as JsonObject ?? [];
            var ns = subject.GetString("namespace");
            subjects.Add(new RbacSubject(subject.GetString("kind"), subject.GetString("name"), ns.Length > 0 ? ns : key.Namespace));
        }

        return new CompiledBinding(key.Namespace, key.Name, RoleOf(key.Namespace, binding), subjects);
    }

    /// <summary>The role that a binding in a namespace refers to.</summary>
    internal static RoleKey RoleOf(string ns, JsonObject binding)
    {
        var reference = binding.GetObject("roleRef") ?? [];
        return new RoleKey(reference.GetString("kind") == RbacNames.ClusterRole ? "" : ns, reference.GetString("name"));
    }
}
