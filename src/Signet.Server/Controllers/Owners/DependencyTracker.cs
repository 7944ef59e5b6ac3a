using System.Collections.Concurrent;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Owners;

/// <summary>
/// Follows every resource, keeps the <see cref="OwnerGraph"/>, and queues the objects that an event concerns (Kubernetes,
/// <c>pkg/controller/garbagecollector/graph_builder.go</c>). Belongs to one run of the collector, and starts with the objects in the cache.
/// </summary>
internal sealed class DependencyTracker
{
    private readonly Action<OwnedObject> _enqueue;
    private readonly OwnerGraph _graph = new();
    private readonly ResourceFollower[] _followers;

    /// <summary>Owners whose deletion waits for their dependents, by uid; they are queued when a dependent changes.</summary>
    private readonly ConcurrentDictionary<string, OwnedObject> _waiting = new(StringComparer.Ordinal);

    /// <summary>Creates a tracker of all garbage-collected resources.</summary>
    /// <param name="view">The cache.</param>
    /// <param name="registry">The resources.</param>
    /// <param name="enqueue">Receives the objects that have to be examined.</param>
    public DependencyTracker(ObjectView view, ResourceRegistry registry, Action<OwnedObject> enqueue)
    {
        _enqueue = enqueue;
        _followers = [.. registry.Stored.Where(resource => resource.Strategy.Traits.IsGarbageCollected).Select(resource => new ResourceFollower(
            view[resource], snapshot => OnSnapshot(resource, snapshot), change => OnEvent(resource, change)))];
    }

    /// <summary>Follows until cancelled.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => ConcurrentLoops.RunAsync(
        [.. _followers.Select(follower => (Func<CancellationToken, Task>)follower.FollowAsync)], cancellationToken);

    /// <summary>Whether the graph has processed all events up to a revision.</summary>
    public bool HasReached(Revision revision) => Array.TrueForAll(_followers, follower => follower.HasReached(revision));

    /// <summary>The objects that reference an owner, by its uid.</summary>
    public IReadOnlyList<OwnedObject> DependentsOf(string owner) => _graph.DependentsOf(owner);

    public void Enqueue(OwnedObject entry) => _enqueue(entry);

    private void OnSnapshot(ResourceDefinition resource, ResourceSnapshot snapshot)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var found in snapshot.All)
        {
            present.Add(found.Uid);
            Update(resource, found);
        }

        foreach (var known in _graph.AllOf(resource))
        {
            if (!present.Contains(known.Uid))
            {
                Remove(known.Uid);
            }
        }
    }

    private void OnEvent(ResourceDefinition resource, ObjectEvent change)
    {
        if (change.Type == ObjectEventType.Deleted)
        {
            Remove(change.Object.Uid);
        }
        else
        {
            Update(resource, change.Object);
        }
    }

    private void Update(ResourceDefinition resource, StoredObject found)
    {
        var lost = _graph.Set(resource, found);
        var entry = new OwnedObject(resource, found.Key, found.Uid);
        if (found.DeletionTimestamp is not null && OwnerRules.FinalizersOf(found).Contains(FinalizerRules.ForegroundDeletion))
        {
            _waiting[found.Uid] = entry;
        }

        if (found.Owners.Count > 0 || found.DeletionTimestamp is not null)
        {
            _enqueue(entry);
        }

        EnqueueWaiting(lost);
    }

    private void Remove(string uid)
    {
        _waiting.TryRemove(uid, out _);
        EnqueueWaiting(_graph.Remove(uid));
        foreach (var dependent in _graph.DependentsOf(uid))
        {
            _enqueue(dependent);
        }
    }

    private void EnqueueWaiting(IReadOnlyList<string> owners)
    {
        foreach (var owner in owners)
        {
            if (_waiting.TryGetValue(owner, out var waiting))
            {
                _enqueue(waiting);
            }
        }
    }
}
