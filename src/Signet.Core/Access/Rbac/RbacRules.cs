using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// Keeps the compiled roles and bindings up to date with the object cache. The writer of the cache compiles a change before its write is answered,
/// so that it is effective for the next request. Readers read one volatile field.
/// </summary>
internal sealed class RbacRules : ICacheObserver
{
    private readonly Dictionary<ObjectKey, CompiledBinding> _bindings = [];
    private readonly HashSet<RoleKey> _roles = [];
    private volatile RbacSnapshot _current = RbacSnapshot.Empty;

    internal RbacSnapshot Current => _current;

    /// <inheritdoc/>
    public void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects)
    {
        // Compiled before anything changes, so that a value that cannot be compiled changes nothing.
        var changes = IsRole(resource) || IsBinding(resource) ? objects.Select(found => Compile(resource, found)).ToList() : [];
        var isCluster = !resource.Namespaced;
        var builder = new RbacSnapshotBuilder(_current);
        if (IsRole(resource))
        {
            foreach (var role in _roles.Where(role => isCluster == (role.Namespace.Length == 0)).ToList())
            {
                builder.Remove(role);
                _roles.Remove(role);
            }
        }
        else if (IsBinding(resource))
        {
            foreach (var binding in _bindings.Values.Where(binding => isCluster == (binding.Namespace.Length == 0)).ToList())
            {
                builder.Remove(binding);
                _bindings.Remove(new ObjectKey(binding.Namespace, binding.Name));
            }
        }
        else
        {
            return;
        }

        changes.ForEach(change => change(builder));

        _current = builder.Build();
    }

    /// <inheritdoc/>
    public void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
    {
        if (!IsRole(resource) && !IsBinding(resource))
        {
            return;
        }

        var changes = events.Select(change => change.Type == ObjectEventType.Deleted
            ? builder => Remove(builder, resource, change.Object.Key)
            : Compile(resource, change.Object)).ToList();
        var builder = new RbacSnapshotBuilder(_current);
        changes.ForEach(change => change(builder));

        _current = builder.Build();
    }

    /// <summary>Reads a role or binding, and returns the function that adds it to the next snapshot.</summary>
    private Action<RbacSnapshotBuilder> Compile(ResourceDefinition resource, StoredObject written)
    {
        var root = ObjectDocument.From(written).Root;
        if (IsRole(resource))
        {
            var role = new RoleKey(written.Key.Namespace, written.Key.Name);
            var rules = RbacReader.RulesOf(root);
            return builder =>
            {
                _roles.Add(role);
                builder.Set(role, rules);
            };
        }

        var binding = RbacReader.BindingOf(written.Key, root);
        return builder =>
        {
            Remove(builder, resource, written.Key);
            _bindings[written.Key] = binding;
            builder.Add(binding);
        };
    }

    private void Remove(RbacSnapshotBuilder builder, ResourceDefinition resource, ObjectKey key)
    {
        if (IsRole(resource))
        {
            var role = new RoleKey(key.Namespace, key.Name);
            _roles.Remove(role);
            builder.Remove(role);
        }
        else if (_bindings.Remove(key, out var binding))
        {
            builder.Remove(binding);
        }
    }

    private static bool IsRole(ResourceDefinition resource) => resource == KubernetesKinds.Roles || resource == KubernetesKinds.ClusterRoles;

    private static bool IsBinding(ResourceDefinition resource) =>
        resource == KubernetesKinds.RoleBindings || resource == KubernetesKinds.ClusterRoleBindings;
}
