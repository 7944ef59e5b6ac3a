using Signet.Server.Http.Yaml;

namespace Signet.Server.Audit.Policy;

/// <summary>
/// Reads a policy from YAML or JSON (apiserver, <c>pkg/apis/audit/validation</c>). Unknown fields are errors, because a misspelt rule would record
/// less than the operator intends.
/// </summary>
internal static class AuditPolicyReader
{
    private const string Version = "audit.k8s.io/v1";
    private static readonly string[] PolicyFields = ["apiVersion", "kind", "metadata", "omitManagedFields", "omitStages", "rules"];
    private static readonly string[] RuleFields =
        ["level", "namespaces", "nonResourceURLs", "omitManagedFields", "omitStages", "resources", "userGroups", "users", "verbs"];

    private static readonly string[] ResourceFields = ["group", "resourceNames", "resources"];

    /// <summary>Reads a policy.</summary>
    /// <exception cref="FormatException">The policy is invalid; the message names the field and what is allowed.</exception>
    public static AuditPolicy Read(ReadOnlySpan<byte> text)
    {
        var policy = StrictNode.Parse(text);
        policy.RefuseUnknownFields(PolicyFields);
        if (policy.String("apiVersion") is not Version || policy.String("kind") is not "Policy")
        {
            throw new FormatException($"apiVersion and kind must be {Version} and Policy");
        }

        var rules = policy.Nodes("rules");
        return rules.Count > 0
            ? new AuditPolicy
            {
                Rules = [.. rules.Select(ReadRule)],
                OmitStages = ReadStages(policy),
                OmitManagedFields = policy.Flag("omitManagedFields") ?? false,
            }
            : throw new FormatException("rules: at least one rule is required, such as '- level: Metadata'");
    }

    private static AuditRule ReadRule(StrictNode node)
    {
        node.RefuseUnknownFields(RuleFields);
        var rule = new AuditRule
        {
            Level = node.Choice<AuditLevel>("level", node.String("level")),
            Users = node.Strings("users"),
            UserGroups = node.Strings("userGroups"),
            Verbs = node.Strings("verbs"),
            Resources = [.. node.Nodes("resources").Select(ReadResources)],
            Namespaces = node.Strings("namespaces"),
            Paths = node.Strings("nonResourceURLs"),
            OmitStages = ReadStages(node),
            OmitManagedFields = node.Flag("omitManagedFields"),
        };
        if (rule.Paths.Count > 0 && (rule.Resources.Count > 0 || rule.Namespaces.Count > 0))
        {
            throw node.Fault("nonResourceURLs", "is not allowed together with resources or namespaces");
        }

        for (var i = 0; i < rule.Paths.Count; i++)
        {
            var path = rule.Paths[i];
            if (path != "*" && (!path.StartsWith('/') || path.AsSpan(0, path.Length - 1).Contains('*')))
            {
                throw node.Fault($"nonResourceURLs[{i}]", $"\"{path}\" is not allowed; it must be *, or begin with / and have * only at the end");
            }
        }

        return rule;
    }

    private static AuditedResources ReadResources(StrictNode node)
    {
        node.RefuseUnknownFields(ResourceFields);
        var resources = new AuditedResources
        {
            Group = node.String("group"),
            Resources = node.Strings("resources"),
            ResourceNames = node.Strings("resourceNames"),
        };
        if (resources.Group.Contains('/', StringComparison.Ordinal))
        {
            throw node.Fault("group", $"\"{resources.Group}\" is not allowed; it must be a group without a version, such as rbac.authorization.k8s.io");
        }

        return resources.ResourceNames.Count > 0 && resources.Resources.Count == 0
            ? throw node.Fault("resourceNames", "is only allowed together with resources")
            : resources;
    }

    private static AuditStages ReadStages(StrictNode node)
    {
        var stages = default(AuditStages);
        var names = node.Strings("omitStages");
        for (var i = 0; i < names.Count; i++)
        {
            stages = stages.With(node.Choice<AuditStage>($"omitStages[{i}]", names[i]));
        }

        return stages;
    }
}
