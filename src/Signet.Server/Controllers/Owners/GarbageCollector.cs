using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Lifecycle;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Owners;

/// <summary>
/// Deletes objects whose owners do not exist (Kubernetes, <c>pkg/controller/garbagecollector</c>): <see cref="DependencyTracker"/> finds
/// the objects that an event concerns, <see cref="GarbageCollection"/> takes the next step with each.
/// </summary>
internal sealed class GarbageCollector : SupervisedService
{
    /// <summary>Writes of several workers share a commit.</summary>
    private const int Workers = 16;

    private readonly ObjectView _view;
    private readonly ObjectWriter _writer;
    private readonly ResourceRegistry _registry;
    private readonly TimeProvider _time;
    private readonly Reconciler<OwnedObject> _objects;

    /// <summary>Both belong to one run: the graph of an earlier run misses events.</summary>
    private DependencyTracker? _tracker;
    private GarbageCollection? _collection;

    public GarbageCollector(
        ObjectView view,
        [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer,
        ResourceRegistry registry,
        TimeProvider time,
        ILogger<GarbageCollector> logger)
    {
        (_view, _writer, _registry, _time) = (view, writer, registry, time);
        _objects = new Reconciler<OwnedObject>(
            Name, (entry, token) => _collection!.ContinueAsync(entry, token), new ReconcilerOptions(Workers), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_objects];

    /// <summary>Whether all events up to a revision are processed and no object is queued.</summary>
    internal bool IsIdle(Revision revision) => _tracker?.HasReached(revision) == true && _objects.Snapshot.IsIdle;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tracker = new DependencyTracker(_view, _registry, _objects.Add);
        _collection = new GarbageCollection(_view, _writer, _registry, tracker, _time);
        _tracker = tracker;
        return ConcurrentLoops.RunAsync([tracker.FollowAsync, _objects.RunAsync], stoppingToken);
    }
}
