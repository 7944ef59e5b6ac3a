using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>
/// Removes the pods that no kubelet will end (Kubernetes, <c>pkg/controller/podgc/gc_controller.go</c>): those whose node does not exist,
/// those that end on a node that never had a kubelet or is out of service, and those that end before they were bound to a node.
/// docs/decisions/0009 tells what is Kubernetes' rule and what is not.
/// </summary>
public sealed class PodGarbageCollector(
    ObjectCache cache, PodRemoval removal, PodGarbageCollectorOptions options, TimeProvider time, ILogger<PodGarbageCollector> logger)
    : BackgroundService
{
    /// <summary>Writes of several pods share a commit.</summary>
    private const int Workers = 16;

    private readonly NodeStates _nodes = new(cache);

    /// <summary>Since when pods have been seen without their node, by the pods' uids.</summary>
    private Dictionary<string, DateTimeOffset> _orphans = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                await TryCollectAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Examines every pod once, and removes those whose time has come.</summary>
    internal async Task CollectAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var orphans = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var due = new List<(StoredObject Pod, PodRemovalReason Reason)>();
        foreach (var pod in cache[KubernetesKinds.Pods].Snapshot.All)
        {
            if (ReasonFor(pod, orphans, now) is { } reason)
            {
                due.Add((pod, reason));
            }
        }

        _orphans = orphans;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            (entry, token) => TryRemoveAsync(entry.Pod, entry.Reason, token)).ConfigureAwait(false);
    }

    /// <summary>Why a pod has to go now, or null while it stays.</summary>
    private PodRemovalReason? ReasonFor(StoredObject pod, Dictionary<string, DateTimeOffset> orphans, DateTimeOffset now)
    {
        var node = pod.Pod!.NodeName;
        if (node.Length == 0)
        {
            return pod.DeletionTimestamp is null ? null : PodRemovalReason.Unscheduled;
        }

        var keepsOthers = options.Quarantine == TimeSpan.Zero;
        if (!_nodes.Exists(node))
        {
            // Each pod has a quarantine of its own: one may be bound just before its node registers, long after another was.
            var since = _orphans.GetValueOrDefault(pod.Uid, now);
            orphans[pod.Uid] = since;
            return !keepsOthers && now - since >= options.Quarantine ? PodRemovalReason.Orphaned(NodeStates.AbsenceOf(node)) : null;
        }

        if (pod.DeletionTimestamp is not { } end)
        {
            return null;
        }

        return _nodes.FindOutOfService(node) is { } outOfService ? PodRemovalReason.OutOfService(outOfService)
            : !keepsOthers && now - end >= options.Quarantine && _nodes.FindWithoutKubelet(node) is { } evidence ? PodRemovalReason.WithoutKubelet(evidence)
            : null;
    }

    private async ValueTask TryRemoveAsync(StoredObject pod, PodRemovalReason reason, CancellationToken cancellationToken)
    {
        try
        {
            var removed = await removal.RemoveAsync(pod, reason, cancellationToken).ConfigureAwait(false);
            if (removed.TryGetValue(out var isGone, out var error))
            {
                if (isGone)
                {
                    Log.PodRemoved(logger, pod.Key.ToString(), pod.Pod!.NodeName, reason.Text);
                }
            }
            else if (error.Code is not (404 or 409))
            {
                Log.PodRemovalFailed(logger, pod.Key.ToString(), error.Message);
            }
        }
        catch (StoreUnavailableException exception)
        {
            Log.PodRemovalFailed(logger, pod.Key.ToString(), exception.Message);
        }
    }

    /// <summary>Whatever fails, the next examination begins anew from what is stored.</summary>
    private async ValueTask TryCollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CollectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.PodCollectionFaulted(logger, exception);
        }
    }
}
