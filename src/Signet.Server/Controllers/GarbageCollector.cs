using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Validation;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>
/// Removes what belongs to objects that are gone (Kubernetes, <c>pkg/controller/garbagecollector</c>). It follows every
/// resource, keeps the <see cref="OwnerGraph"/>, and gives <see cref="GarbageCollection"/> the objects that an event concerns.
/// </summary>
public sealed class GarbageCollector : BackgroundService
{
    /// <summary>Writes of several workers share a commit.</summary>
    private const int Workers = 16;

    private readonly ILogger<GarbageCollector> _logger;
    private readonly ResourceFollower[] _followers;
    private readonly OwnerGraph _graph = new();
    private readonly WorkQueue<OwnedObject> _queue;
    private readonly GarbageCollection _collection;

    /// <summary>Owners whose deletion waits for their dependents, by uid: they have to be looked at when one of those changes.</summary>
    private readonly ConcurrentDictionary<string, OwnedObject> _waiting = new(StringComparer.Ordinal);

    /// <summary>A collector over everything that the cache holds.</summary>
    public GarbageCollector(
        ObjectCache cache, Core.Resources.Writing.ObjectWriter writer, ResourceRegistry registry, TimeProvider time, ILogger<GarbageCollector> logger)
    {
        _logger = logger;
        _queue = new WorkQueue<OwnedObject>(time, (entry, exception) => Log.CollectionFaulted(logger, exception, entry.Resource.Plural, entry.Key.ToString()));
        _collection = new GarbageCollection(cache, writer, registry, _graph, HasReached, _queue.Add, time);
        _followers = [.. registry.Stored.Where(resource => resource.Strategy.IsGarbageCollected).Select(resource => new ResourceFollower(
            cache[resource], snapshot => TakeSnapshot(resource, snapshot), change => TakeEvent(resource, change)))];
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll([.. _followers.Select(follower => follower.FollowAsync(stoppingToken)), _queue.RunAsync(Workers, WorkAsync, stoppingToken)]).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Whether nothing is left to do.</summary>
    internal bool IsIdle(Revision revision) => HasReached(revision) && _queue.IsIdle;

    private bool HasReached(Revision revision) => Array.TrueForAll(_followers, follower => follower.HasReached(revision));

    private async ValueTask<bool> WorkAsync(OwnedObject entry, CancellationToken cancellationToken)
    {
        try
        {
            return await _collection.ContinueAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            Log.CollectionFailed(_logger, entry.Resource.Plural, entry.Key.ToString(), exception.Message);
            return false;
        }
    }

    private void TakeSnapshot(ResourceDefinition resource, ResourceSnapshot snapshot)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var found in snapshot.All)
        {
            present.Add(found.Uid);
            Take(resource, found);
        }

        foreach (var known in _graph.AllOf(resource))
        {
            if (!present.Contains(known.Uid))
            {
                Forget(known.Uid);
            }
        }
    }

    private void TakeEvent(ResourceDefinition resource, ObjectEvent change)
    {
        if (change.Type == ObjectEventType.Deleted)
        {
            Forget(change.Object.Uid);
        }
        else
        {
            Take(resource, change.Object);
        }
    }

    private void Take(ResourceDefinition resource, StoredObject found)
    {
        var lost = _graph.Set(resource, found);
        var entry = new OwnedObject(resource, found.Key, found.Uid);
        if (found.DeletionTimestamp is not null && GarbageCollection.FinalizersOf(found).Contains(FinalizerRules.ForegroundDeletion))
        {
            _waiting[found.Uid] = entry;
        }

        if (found.Owners.Count > 0 || found.DeletionTimestamp is not null)
        {
            _queue.Add(entry);
        }

        WakeOwners(lost);
    }

    private void Forget(string uid)
    {
        _waiting.TryRemove(uid, out _);
        WakeOwners(_graph.Remove(uid));
        foreach (var dependent in _graph.DependentsOf(uid))
        {
            _queue.Add(dependent);
        }
    }

    private void WakeOwners(IReadOnlyList<string> owners)
    {
        foreach (var owner in owners)
        {
            if (_waiting.TryGetValue(owner, out var waiting))
            {
                _queue.Add(waiting);
            }
        }
    }
}
