using System.Collections.Immutable;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// All roles and bindings, compiled: bindings by user, group and namespace, roles by reference. Immutable. Successive snapshots share unchanged parts,
/// so that a change takes microseconds regardless of the number of bindings.
/// </summary>
internal sealed class RbacSnapshot(
    ImmutableDictionary<string, SubjectGrants> users,
    ImmutableDictionary<string, SubjectGrants> groups,
    ImmutableDictionary<RoleKey, PolicyRule[]> roles)
{
    public static RbacSnapshot Empty { get; } = new(
        ImmutableDictionary.Create<string, SubjectGrants>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, SubjectGrants>(StringComparer.Ordinal),
        ImmutableDictionary<RoleKey, PolicyRule[]>.Empty);

    /// <summary>The bindings by user name, also those of service accounts.</summary>
    public ImmutableDictionary<string, SubjectGrants> Users => users;

    /// <summary>The bindings by group.</summary>
    public ImmutableDictionary<string, SubjectGrants> Groups => groups;

    /// <summary>The rules of every role.</summary>
    public ImmutableDictionary<RoleKey, PolicyRule[]> Roles => roles;

    /// <summary>
    /// Finds a binding that allows a request; a ClusterRoleBinding takes precedence over a RoleBinding. Reads only the bindings of the user.
    /// </summary>
    public AuthorizationDecision Authorize(in RequestAttributes request)
    {
        var user = request.User;
        var ns = request.IsResourceRequest ? request.Namespace : "";
        CompiledBinding? local = null;
        var isRoleMissing = false;
        for (var i = -1; i < user.Groups.Count; i++)
        {
            if (!(i < 0 ? users.TryGetValue(user.Name, out var grants) : groups.TryGetValue(user.Groups[i], out grants)))
            {
                continue;
            }

            if (FirstThatAllows(grants.InCluster, request, ref isRoleMissing) is { } found)
            {
                return new AuthorizationDecision(AuthorizationVerdict.Allow, found, user);
            }

            if (local is null && ns.Length > 0)
            {
                local = FirstThatAllows(grants.In(ns), request, ref isRoleMissing);
            }
        }

        return local is not null ? new AuthorizationDecision(AuthorizationVerdict.Allow, local, user)
            : isRoleMissing ? new AuthorizationDecision(AuthorizationVerdict.NoOpinion, "RBAC: " + ErrorList.Join(Resolve(user, ns).Errors))
            : AuthorizationDecision.NoOpinion;
    }

    /// <summary>All rules of a user, and the missing roles; bindings ordered by name, ClusterRoleBindings first.</summary>
    public ResolvedRules Resolve(UserInfo user, string ns)
    {
        var inCluster = new SortedDictionary<string, CompiledBinding>(StringComparer.Ordinal);
        var inNamespace = new SortedDictionary<string, CompiledBinding>(StringComparer.Ordinal);
        for (var i = -1; i < user.Groups.Count; i++)
        {
            if (i < 0 ? users.TryGetValue(user.Name, out var grants) : groups.TryGetValue(user.Groups[i], out grants))
            {
                AddAll(inCluster, grants.InCluster);
                AddAll(inNamespace, grants.In(ns));
            }
        }

        var rules = new List<PolicyRule>();
        var errors = new List<string>();
        foreach (var binding in inCluster.Values.Concat(inNamespace.Values))
        {
            if (roles.TryGetValue(binding.Role, out var found))
            {
                rules.AddRange(found);
            }
            else
            {
                errors.Add(binding.Role.NotFoundMessage);
            }
        }

        return new ResolvedRules(rules, false, errors);
    }

    private CompiledBinding? FirstThatAllows(ReadOnlySpan<CompiledBinding> bindings, in RequestAttributes request, ref bool isRoleMissing)
    {
        foreach (var binding in bindings)
        {
            if (!roles.TryGetValue(binding.Role, out var rules))
            {
                isRoleMissing = true;
                continue;
            }

            foreach (var rule in rules)
            {
                if (rule.Allows(request))
                {
                    return binding;
                }
            }
        }

        return null;
    }

    private static void AddAll(SortedDictionary<string, CompiledBinding> found, ReadOnlySpan<CompiledBinding> bindings)
    {
        foreach (var binding in bindings)
        {
            found[binding.Name] = binding;
        }
    }
}
