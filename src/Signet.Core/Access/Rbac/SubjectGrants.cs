using System.Collections.Immutable;

namespace Signet.Core.Access.Rbac;

/// <summary>The bindings of a user or group, ordered by name. Immutable.</summary>
/// <param name="InCluster">The ClusterRoleBindings.</param>
/// <param name="InNamespaces">The RoleBindings by namespace.</param>
internal sealed record SubjectGrants(CompiledBinding[] InCluster, ImmutableDictionary<string, CompiledBinding[]> InNamespaces)
{
    public static SubjectGrants None { get; } = new([], ImmutableDictionary.Create<string, CompiledBinding[]>(StringComparer.Ordinal));

    public bool IsEmpty => InCluster.Length == 0 && InNamespaces.IsEmpty;

    /// <summary>The bindings in a namespace.</summary>
    public ReadOnlySpan<CompiledBinding> In(string ns) => InNamespaces.TryGetValue(ns, out var found) ? found : [];

    public SubjectGrants With(CompiledBinding binding)
    {
        if (binding.Namespace.Length == 0)
        {
            return this with { InCluster = Insert(InCluster, binding) };
        }

        return this with { InNamespaces = InNamespaces.SetItem(binding.Namespace, Insert(In(binding.Namespace), binding)) };
    }

    public SubjectGrants Without(CompiledBinding binding)
    {
        if (binding.Namespace.Length == 0)
        {
            return this with { InCluster = Remove(InCluster, binding) };
        }

        var left = Remove(In(binding.Namespace), binding);
        return this with
        {
            InNamespaces = left.Length == 0 ? InNamespaces.Remove(binding.Namespace) : InNamespaces.SetItem(binding.Namespace, left),
        };
    }

    private static CompiledBinding[] Insert(ReadOnlySpan<CompiledBinding> bindings, CompiledBinding added)
    {
        var at = 0;
        while (at < bindings.Length && string.CompareOrdinal(bindings[at].Name, added.Name) < 0)
        {
            at++;
        }

        return [.. bindings[..at], added, .. bindings[at..]];
    }

    private static CompiledBinding[] Remove(ReadOnlySpan<CompiledBinding> bindings, CompiledBinding removed)
    {
        var at = 0;
        while (at < bindings.Length && !ReferenceEquals(bindings[at], removed))
        {
            at++;
        }

        return at == bindings.Length ? bindings.ToArray() : [.. bindings[..at], .. bindings[(at + 1)..]];
    }
}
