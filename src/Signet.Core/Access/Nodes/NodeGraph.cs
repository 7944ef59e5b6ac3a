using System.Collections.Concurrent;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Access.Nodes;

/// <summary>
/// Which objects a node reaches through the pods that are bound to it, kept by change and never searched for: every reference with the
/// number of pods that make it. Changes on the cache's one writer, before the write of a pod is answered; readers take no lock.
/// </summary>
internal sealed class NodeGraph : ICacheObserver
{
    private readonly ConcurrentDictionary<NodeReference, int> _references = new();
    private readonly Dictionary<ObjectKey, NodeReference[]> _byPod = [];

    /// <summary>How many references there are.</summary>
    internal int Count => _references.Count;

    /// <summary>Whether a pod that is bound to the node makes the reference. Allocates nothing.</summary>
    internal bool Has(NodeReference reference) => _references.ContainsKey(reference);

    /// <inheritdoc/>
    public void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects)
    {
        if (resource != KubernetesKinds.Pods)
        {
            return;
        }

        var gone = new HashSet<ObjectKey>(_byPod.Keys);
        foreach (var pod in objects)
        {
            gone.Remove(pod.Key);
            Set(pod);
        }

        foreach (var key in gone)
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
            else if (!ReachesTheSame(change.Object, change.Previous))
            {
                Set(change.Object);
            }
        }
    }

    /// <summary>What a pod refers to never changes while it lives, so most changes, those of its status, cost nothing.</summary>
    private static bool ReachesTheSame(StoredObject pod, StoredObject? previous) => previous is not null && previous.Uid == pod.Uid && previous.Pod == pod.Pod;

    private void Set(StoredObject pod)
    {
        // New before old: what stays is reached at every moment.
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
