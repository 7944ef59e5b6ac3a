using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Policy;

/// <summary>One rule of a policy (<c>audit.k8s.io/v1</c> PolicyRule). What is empty holds for all.</summary>
public sealed record AuditRule
{
    /// <summary>How much is recorded.</summary>
    public required AuditLevel Level { get; init; }

    /// <summary>Names of users.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Groups, one of which the user is in.</summary>
    public IReadOnlyList<string> UserGroups { get; init; } = [];

    /// <summary>Verbs, as authorization knows them.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Resources.</summary>
    public IReadOnlyList<AuditedResources> Resources { get; init; } = [];

    /// <summary>Namespaces; the empty one stands for what lies in none.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Paths that are no resources; a star at the end stands for any rest.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Stages of which no event is recorded.</summary>
    public AuditStages OmitStages { get; init; }

    /// <summary>Whether objects are recorded without their managed fields; null leaves it to the policy.</summary>
    public bool? OmitManagedFields { get; init; }

    /// <summary>Whether a request is meant. Somebody unknown is meant only by rules that name neither users nor groups.</summary>
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
            var wanted = Paths[i];
            if (wanted.EndsWith('*') ? path.AsSpan().StartsWith(wanted.AsSpan(0, wanted.Length - 1), StringComparison.Ordinal) : path == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAny(IReadOnlyList<string> wanted, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (Has(wanted, values[i]))
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

/// <summary>Resources of one API group (<c>audit.k8s.io/v1</c> GroupResources).</summary>
public sealed record AuditedResources
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary><c>pods</c>, <c>pods/status</c>, <c>pods/*</c>, <c>*/status</c> or <c>*</c>; none stands for all.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Names of objects; none stands for all.</summary>
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

    /// <summary>A star alone stands for resources and subresources; without a slash only the resource itself is meant.</summary>
    private static bool Matches(string wanted, RequestInfo info)
    {
        if (wanted == "*")
        {
            return true;
        }

        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return info.Subresource.Length == 0 && wanted == info.Resource;
        }

        var resource = wanted.AsSpan(0, slash);
        var subresource = wanted.AsSpan(slash + 1);
        if (resource is "*")
        {
            return info.Subresource.Length > 0 && subresource.SequenceEqual(info.Subresource);
        }

        return resource.SequenceEqual(info.Resource) && (subresource is "*" || (info.Subresource.Length > 0 && subresource.SequenceEqual(info.Subresource)));
    }
}
