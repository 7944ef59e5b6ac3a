using Microsoft.Extensions.Logging;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Pods;

/// <summary>
/// Deletes the pods that no kubelet will end (Kubernetes, <c>pkg/controller/podgc/gc_controller.go</c>): pods whose node does not exist,
/// terminating pods on a node that never had a kubelet or is out of service, and terminating pods that were never bound to a node.
/// docs/decisions/0009 lists the differences from Kubernetes.
/// </summary>
internal sealed class PodGarbageCollector : SupervisedService
{
    /// <summary>Writes of several pods share a commit.</summary>
    private const int Workers = 16;

    private readonly ResourceCache _pods;
    private readonly PodRemoval _removal;
    private readonly PodGarbageCollectorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PodGarbageCollector> _logger;
    private readonly NodeStates _nodes;
    private readonly Reconciler<ObjectKey> _candidates;

    /// <summary>Since when pods have been without their node, by uid. Replaced as a whole.</summary>
    private volatile Dictionary<string, DateTimeOffset> _orphans = new(StringComparer.Ordinal);

    public PodGarbageCollector(
        ObjectView view, PodRemoval removal, PodGarbageCollectorOptions options, TimeProvider time, ILogger<PodGarbageCollector> logger)
    {
        (_pods, _removal, _options, _time, _logger) = (view[KubernetesKinds.Pods], removal, options, time, logger);
        _nodes = new NodeStates(view);
        _candidates = new Reconciler<ObjectKey>(Name, ReconcileAsync, new ReconcilerOptions(Workers), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_candidates];

    /// <summary>Updates the set of pods without a node, and returns the pods that may have to be deleted.</summary>
    internal IReadOnlyList<ObjectKey> Examine()
    {
        var now = _time.GetUtcNow();
        var before = _orphans;
        var orphans = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var candidates = new List<ObjectKey>();
        foreach (var pod in _pods.Snapshot.All)
        {
            var isOrphan = pod.Pod!.NodeName is { Length: > 0 } node && !_nodes.Exists(node);
            if (isOrphan)
            {
                // Each pod has its own quarantine: a pod may be bound just before its node registers, long after other pods.
                orphans[pod.Uid] = before.GetValueOrDefault(pod.Uid, now);
            }

            if (isOrphan || pod.DeletionTimestamp is not null)
            {
                candidates.Add(pod.Key);
            }
        }

        _orphans = orphans;
        return candidates;
    }

    /// <summary>Deletes a pod if it is due. A pod whose reason changes meanwhile is examined again in the next interval.</summary>
    internal async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_pods.Find(key) is not { } pod || ReasonFor(pod, _time.GetUtcNow()) is not { } reason)
        {
            return ReconcileResult.Done;
        }

        var removed = await _removal.RemoveAsync(pod, reason, cancellationToken).ConfigureAwait(false);
        if (!removed.TryGetValue(out var isGone, out var error))
        {
            return error.Code is 404 or 409 ? ReconcileResult.Done : ReconcileResult.Retry(error.Message);
        }

        if (isGone)
        {
            Log.PodRemoved(_logger, pod.Key.ToString(), pod.Pod!.NodeName, reason.Text);
        }

        return ReconcileResult.Done;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Another replica may have led in the meantime, so the times at which pods lost their nodes are unknown.
        _orphans = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        return ConcurrentLoops.RunAsync([ExamineAsync, _candidates.RunAsync], stoppingToken);
    }

    private async Task ExamineAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        do
        {
            foreach (var key in Examine())
            {
                _candidates.Add(key);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Why a pod has to be deleted now, or null.</summary>
    private PodRemovalReason? ReasonFor(StoredObject pod, DateTimeOffset now)
    {
        var node = pod.Pod!.NodeName;
        if (node.Length == 0)
        {
            return pod.DeletionTimestamp is null ? null : PodRemovalReason.Unscheduled;
        }

        var keepsOthers = _options.Quarantine == TimeSpan.Zero;
        if (!_nodes.Exists(node))
        {
            return !keepsOthers && _orphans.TryGetValue(pod.Uid, out var since) && now - since >= _options.Quarantine
                ? PodRemovalReason.Orphaned(NodeStates.AbsenceOf(node))
                : null;
        }

        if (pod.DeletionTimestamp is not { } end)
        {
            return null;
        }

        return _nodes.FindOutOfService(node) is { } outOfService ? PodRemovalReason.OutOfService(outOfService)
            : !keepsOthers && now - end >= _options.Quarantine && _nodes.FindWithoutKubelet(node) is { } evidence ? PodRemovalReason.WithoutKubelet(evidence)
            : null;
    }
}
