using Signet.Core.Access;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Policy;

/// <summary>One rule of a policy (<c>audit.k8s.io/v1</c> PolicyRule). An empty list matches all.</summary>
internal sealed record AuditRule
{
    /// <summary>The level of matching requests.</summary>
    public required AuditLevel Level { get; init; }

    /// <summary>User names.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Groups; the user must be in one of them.</summary>
    public IReadOnlyList<string> UserGroups { get; init; } = [];

    /// <summary>Verbs, as in authorization.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<AuditedResources> Resources { get; init; } = [];

    /// <summary>Namespaces; the empty string matches cluster-scoped resources.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Non-resource paths; <c>*</c> at the end matches any suffix.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The stages that are not recorded.</summary>
    public AuditStages OmitStages { get; init; }

    /// <summary>Whether managed fields are left out of objects; null uses the setting of the policy.</summary>
    public bool? OmitManagedFields { get; init; }

    /// <summary>Whether a request matches. A request whose authentication failed matches only rules without users and groups.</summary>
    public bool Matches(RequestInfo info, UserInfo? user) =>
        (Users.Count == 0 || (user is not null && Has(Users, user.Name))) &&
        (UserGroups.Count == 0 || (user is not null && HasAny(UserGroups, user.Groups))) &&
        (Verbs.Count == 0 || Has(Verbs, info.Verb)) &&
        MatchesTarget(info);

    private bool MatchesTarget(RequestInfo info)
    {
        if (Resources.Count > 0 || Namespaces.Count > 0)
        {
            return info.IsResourceRequest && (Namespaces.Count == 0 || Has(Namespaces, info.Namespace)) && MatchesResource(info);
        }

        return Paths.Count == 0 || (!info.IsResourceRequest && MatchesPath(info.Path));
    }

    private bool MatchesResource(RequestInfo info)
    {
        for (var i = 0; i < Resources.Count; i++)
        {
            if (Resources[i].Matches(info))
            {
                return true;
            }
        }

        return Resources.Count == 0;
    }

    private bool MatchesPath(string path)
    {
        for (var i = 0; i < Paths.Count; i++)
        {
            var pattern = Paths[i];
            if (pattern.EndsWith('*') ? path.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : path == pattern)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAny(IReadOnlyList<string> allowed, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (Has(allowed, values[i]))
            {
                return true;
            }
        }

        return false;
    }

    internal static bool Has(IReadOnlyList<string> values, string value)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] == value)
            {
                return true;
            }
        }

        return false;
    }
}
