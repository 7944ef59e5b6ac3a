using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Admission.Events;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>
/// Removes events whose lifetime is over, and the oldest when there are too many (<see cref="EventEviction"/>), in batches. Finalizers do
/// not hold them, as they do not hold against the lease of a key in etcd.
/// </summary>
public sealed class EventExpiry(
    IObjectStore store, ObjectCache cache, EventUsage usage, EventRetention retention, TimeProvider time, ILogger<EventExpiry> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks: short against the lifetime, so that an event is not kept much longer.</summary>
    private TimeSpan Interval => retention.Lifetime / 60 < LongestInterval ? retention.Lifetime / 60 : LongestInterval;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await usage.WaitUntilExceededAsync(Interval, stoppingToken).ConfigureAwait(false);
                try
                {
                    await RemoveAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (StoreUnavailableException exception)
                {
                    Log.EventExpiryFailed(logger, exception.Message);
                    await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
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

    /// <summary>Removes events unless they have changed; one that has is looked at again the next time.</summary>
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
                await cache.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
                return;
            }

            await cache.WaitForAsync(await store.GetRevisionAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            remaining = [.. remaining.Where(entry => cache[KubernetesKinds.Events].Find(entry.Key)?.Revision == entry.Revision)];
        }
    }
}
