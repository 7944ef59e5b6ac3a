using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Policy;

/// <summary>Resources of one API group (<c>audit.k8s.io/v1</c> GroupResources).</summary>
internal sealed record AuditedResources
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary><c>pods</c>, <c>pods/status</c>, <c>pods/*</c>, <c>*/status</c> or <c>*</c>; an empty list matches all.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Names of objects; an empty list matches all.</summary>
    public IReadOnlyList<string> ResourceNames { get; init; } = [];

    internal bool Matches(RequestInfo info)
    {
        if (Group != info.ApiGroup)
        {
            return false;
        }

        if (Resources.Count == 0)
        {
            return true;
        }

        if (ResourceNames.Count > 0 && !AuditRule.Has(ResourceNames, info.Name))
        {
            return false;
        }

        for (var i = 0; i < Resources.Count; i++)
        {
            if (Matches(Resources[i], info))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>*</c> alone matches resources and subresources; a name without a slash matches the resource without subresource.</summary>
    private static bool Matches(string pattern, RequestInfo info)
    {
        if (pattern == "*")
        {
            return true;
        }

        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return info.Subresource.Length == 0 && pattern == info.Resource;
        }

        var resource = pattern.AsSpan(0, slash);
        var subresource = pattern.AsSpan(slash + 1);
        if (resource is "*")
        {
            return info.Subresource.Length > 0 && subresource.SequenceEqual(info.Subresource);
        }

        return resource.SequenceEqual(info.Resource) && (subresource is "*" || (info.Subresource.Length > 0 && subresource.SequenceEqual(info.Subresource)));
    }
}
