using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Admission.Events;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers;

/// <summary>
/// Deletes expired events, and the oldest events when there are too many (<see cref="EventEviction"/>), in batches. Finalizers do
/// not prevent it, as they do not prevent the expiry of an etcd lease in Kubernetes.
/// </summary>
internal sealed class EventExpiry(
    [FromKeyedServices(ReplicaRole.Leader)] IObjectStore store, ObjectView view, EventUsage usage, EventRetention retention, TimeProvider time)
    : SupervisedService
{
    /// <summary>etcd takes 128 conditions in a transaction (<c>--max-txn-ops</c>).</summary>
    private const int BatchSize = 100;
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(30);

    /// <summary>The maximum interval between checks: short compared with the lifetime of events.</summary>
    private TimeSpan Interval => retention.Lifetime / 60 < MaxInterval ? retention.Lifetime / 60 : MaxInterval;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await RemoveAsync(stoppingToken).ConfigureAwait(false);
            await usage.WaitUntilExceededAsync(Interval, stoppingToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RemoveAsync(CancellationToken cancellationToken)
    {
        var chosen = EventEviction.Choose(usage.All, retention, time.GetUtcNow());
        foreach (var batch in chosen.Chunk(BatchSize))
        {
            await RemoveBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes events that have not changed; a changed event is checked again in the next round.</summary>
    private async ValueTask RemoveBatchAsync(IReadOnlyList<StoredEvent> batch, CancellationToken cancellationToken)
    {
        var remaining = batch;
        while (remaining.Count > 0)
        {
            var keys = remaining.Select(entry => KubernetesKinds.Events.StorageKey(entry.Key)).ToList();
            var commit = new Commit(
                [.. remaining.Zip(keys, (entry, key) => new Compare(key, entry.Revision))],
                [.. keys.Select(key => new StoreOperation.Delete(key))])
            {
                MayUseReserve = true,
            };
            var result = await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            if (result is CommitResult.Success success)
            {
                await view.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
                return;
            }

            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            remaining = [.. remaining.Where(entry => view[KubernetesKinds.Events].Find(entry.Key)?.Revision == entry.Revision)];
        }
    }
}
