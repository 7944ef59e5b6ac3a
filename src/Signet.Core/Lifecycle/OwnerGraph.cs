using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Lifecycle;

/// <summary>
/// Owners and dependents by uid, updated by events so that a deletion does not search all objects (Kubernetes,
/// <c>pkg/controller/garbagecollector/graph_builder.go</c>). Has only objects with owners, and the uids of these owners.
/// </summary>
internal sealed class OwnerGraph
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);

    /// <summary>Sets the owners of an object. If they have changed, returns the uids of the previous owners.</summary>
    public IReadOnlyList<string> Set(ResourceDefinition resource, StoredObject found)
    {
        lock (_lock)
        {
            var before = _nodes.TryGetValue(found.Uid, out var known) ? known.Owners : [];
            if (ReferenceEquals(before, found.Owners) || before.SequenceEqual(found.Owners))
            {
                return [];
            }

            Unlink(found.Uid, before);
            if (found.Owners.Count == 0)
            {
                _nodes.Remove(found.Uid);
            }
            else
            {
                _nodes[found.Uid] = new Node(new OwnedObject(resource, found.Key, found.Uid), found.Owners);
                foreach (var owner in found.Owners)
                {
                    if (!_dependents.TryGetValue(owner.Uid, out var dependents))
                    {
                        _dependents[owner.Uid] = dependents = new(StringComparer.Ordinal);
                    }

                    dependents.Add(found.Uid);
                }
            }

            return UidsOf(before);
        }
    }

    /// <summary>Removes an object; returns the uids of its owners.</summary>
    public IReadOnlyList<string> Remove(string uid)
    {
        lock (_lock)
        {
            if (!_nodes.Remove(uid, out var node))
            {
                return [];
            }

            Unlink(uid, node.Owners);
            return UidsOf(node.Owners);
        }
    }

    /// <summary>The dependents of an owner.</summary>
    public IReadOnlyList<OwnedObject> DependentsOf(string owner)
    {
        lock (_lock)
        {
            return _dependents.TryGetValue(owner, out var uids) ? [.. uids.Select(uid => _nodes[uid].Object)] : [];
        }
    }

    /// <summary>The objects of a resource that have owners.</summary>
    public IReadOnlyList<OwnedObject> AllOf(ResourceDefinition resource)
    {
        lock (_lock)
        {
            return [.. _nodes.Values.Select(node => node.Object).Where(found => found.Resource == resource)];
        }
    }

    private void Unlink(string uid, IReadOnlyList<OwnerReference> owners)
    {
        foreach (var owner in owners)
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents) && dependents.Remove(uid) && dependents.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }

    private static string[] UidsOf(IReadOnlyList<OwnerReference> owners) => [.. owners.Select(owner => owner.Uid).Distinct(StringComparer.Ordinal)];

    private sealed record Node(OwnedObject Object, IReadOnlyList<OwnerReference> Owners);
}
