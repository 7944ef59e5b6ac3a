using System.Collections.Concurrent;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Access.Nodes;

/// <summary>
/// The objects that nodes reach through the pods bound to them: every reference with the number of pods that have it. Updated incrementally by the
/// writer of the cache, before the write of a pod is answered; readers take no lock.
/// </summary>
internal sealed class NodeGraph : ICacheObserver
{
    private readonly ConcurrentDictionary<NodeReference, int> _references = new();
    private readonly Dictionary<ObjectKey, NodeReference[]> _byPod = [];

    internal int Count => _references.Count;

    /// <summary>Whether a pod that is bound to the node has the reference. Allocates nothing.</summary>
    internal bool Has(NodeReference reference) => _references.ContainsKey(reference);

    /// <inheritdoc/>
    public void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects)
    {
        if (resource != KubernetesKinds.Pods)
        {
            return;
        }

        var removed = new HashSet<ObjectKey>(_byPod.Keys);
        foreach (var pod in objects)
        {
            removed.Remove(pod.Key);
            Set(pod);
        }

        foreach (var key in removed)
        {
            Remove(key);
        }
    }

    /// <inheritdoc/>
    public void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
    {
        if (resource != KubernetesKinds.Pods)
        {
            return;
        }

        foreach (var change in events)
        {
            if (change.Type == ObjectEventType.Deleted)
            {
                Remove(change.Object.Key);
            }
            else if (!HasSameReferences(change.Object, change.Previous))
            {
                Set(change.Object);
            }
        }
    }

    /// <summary>The references of a pod are immutable, so that changes of its status need no update.</summary>
    private static bool HasSameReferences(StoredObject pod, StoredObject? previous) =>
        previous is not null && previous.Uid == pod.Uid && previous.Pod == pod.Pod;

    private void Set(StoredObject pod)
    {
        // Adds before it removes, so that references that stay are never absent.
        var reached = PodReach.Of(pod);
        foreach (var reference in reached)
        {
            _references.TryGetValue(reference, out var pods);
            _references[reference] = pods + 1;
        }

        Remove(pod.Key);
        if (reached.Length > 0)
        {
            _byPod.Add(pod.Key, reached);
        }
    }

    private void Remove(ObjectKey pod)
    {
        if (!_byPod.Remove(pod, out var reached))
        {
            return;
        }

        foreach (var reference in reached)
        {
            if (_references[reference] is > 1 and var pods)
            {
                _references[reference] = pods - 1;
            }
            else
            {
                _references.TryRemove(reference, out _);
            }
        }
    }
}
