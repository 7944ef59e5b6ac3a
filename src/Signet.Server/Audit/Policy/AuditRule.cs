using Signet.Core.Access;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Policy;

/// <summary>One rule of a policy (<c>audit.k8s.io/v1</c> PolicyRule). What is empty holds for all.</summary>
internal sealed record AuditRule
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
