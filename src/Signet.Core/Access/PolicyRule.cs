namespace Signet.Core.Access;

/// <summary>A rule: verbs on resources, or verbs on paths (<c>rbac.authorization.k8s.io/v1</c> PolicyRule). Lists are as stored.</summary>
internal sealed class PolicyRule
{
    private const string All = "*";
    private const string AnyResourcePrefix = "*/";

    /// <summary>The verbs; <c>*</c> means all.</summary>
    public string[] Verbs { get; init; } = [];

    /// <summary>The API groups; empty for the core group, <c>*</c> means all.</summary>
    public string[] ApiGroups { get; init; } = [];

    /// <summary><c>pods</c>, <c>pods/log</c>, <c>*/scale</c>; <c>*</c> means all with all subresources.</summary>
    public string[] Resources { get; init; } = [];

    /// <summary>The names of objects; an empty list means all.</summary>
    public string[] ResourceNames { get; init; } = [];

    /// <summary>Paths that are not resources; a trailing <c>*</c> matches any suffix.</summary>
    public string[] NonResourceUrls { get; init; } = [];

    /// <summary>The rules of full access.</summary>
    public static IReadOnlyList<PolicyRule> FullAuthority { get; } =
    [
        new() { Verbs = [All], ApiGroups = [All], Resources = [All] },
        new() { Verbs = [All], NonResourceUrls = [All] },
    ];

    /// <summary>Whether the rule allows a request (Kubernetes, <c>pkg/apis/rbac/v1/evaluation_helpers.go</c>).</summary>
    public bool Allows(in RequestAttributes request) => request.IsResourceRequest
        ? MatchesValue(Verbs, request.Verb) && MatchesValue(ApiGroups, request.ApiGroup) &&
            MatchesResource(request.Resource, request.Subresource) && MatchesName(request.Name)
        : MatchesValue(Verbs, request.Verb) && MatchesAnyPath(request.Path);

    /// <summary>Whether the path pattern of a rule matches a path, which may be a pattern itself.</summary>
    internal static bool MatchesPath(string pattern, string path) =>
        pattern == path || (pattern.EndsWith('*') && path.AsSpan().StartsWith(pattern.AsSpan().TrimEnd('*'), StringComparison.Ordinal));

    private static bool MatchesValue(string[] allowed, string requested)
    {
        foreach (var value in allowed)
        {
            if (value == requested || value == All)
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesResource(string resource, string subresource)
    {
        foreach (var value in Resources)
        {
            if (value == All || (subresource.Length == 0 ? value == resource : IsSubresource(value, resource, subresource)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSubresource(string value, string resource, string subresource)
    {
        if (!value.EndsWith(subresource, StringComparison.Ordinal))
        {
            return false;
        }

        var before = value.AsSpan(0, value.Length - subresource.Length);
        return before is AnyResourcePrefix ||
            (before.Length == resource.Length + 1 && before[^1] == '/' && before.StartsWith(resource, StringComparison.Ordinal));
    }

    private bool MatchesName(string name)
    {
        if (ResourceNames.Length == 0)
        {
            return true;
        }

        foreach (var value in ResourceNames)
        {
            if (value == name)
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesAnyPath(string path)
    {
        foreach (var value in NonResourceUrls)
        {
            if (MatchesPath(value, path))
            {
                return true;
            }
        }

        return false;
    }
}
