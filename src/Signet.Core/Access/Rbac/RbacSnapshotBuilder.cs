using System.Collections.Immutable;

namespace Signet.Core.Access.Rbac;

/// <summary>Applies changes to an <see cref="RbacSnapshot"/>.</summary>
internal sealed class RbacSnapshotBuilder(RbacSnapshot from)
{
    private readonly ImmutableDictionary<string, SubjectGrants>.Builder _users = from.Users.ToBuilder();
    private readonly ImmutableDictionary<string, SubjectGrants>.Builder _groups = from.Groups.ToBuilder();
    private readonly ImmutableDictionary<RoleKey, PolicyRule[]>.Builder _roles = from.Roles.ToBuilder();

    public RbacSnapshot Build() => new(_users.ToImmutable(), _groups.ToImmutable(), _roles.ToImmutable());

    public void Set(RoleKey role, PolicyRule[] rules) => _roles[role] = rules;

    public void Remove(RoleKey role) => _roles.Remove(role);

    /// <summary>Adds a binding to all of its subjects.</summary>
    public void Add(CompiledBinding binding) => ForEachSubject(binding, grants => grants.With(binding));

    /// <summary>Removes a binding from all of its subjects.</summary>
    public void Remove(CompiledBinding binding) => ForEachSubject(binding, grants => grants.Without(binding));

    private void ForEachSubject(CompiledBinding binding, Func<SubjectGrants, SubjectGrants> change)
    {
        var done = new HashSet<(bool IsGroup, string Name)>();
        foreach (var subject in binding.Subjects)
        {
            if (subject.CallerName is not { } name || !done.Add((subject.IsGroup, name)))
            {
                continue;
            }

            var index = subject.IsGroup ? _groups : _users;
            var grants = change(index.GetValueOrDefault(name) ?? SubjectGrants.None);
            if (grants.IsEmpty)
            {
                index.Remove(name);
            }
            else
            {
                index[name] = grants;
            }
        }
    }
}
