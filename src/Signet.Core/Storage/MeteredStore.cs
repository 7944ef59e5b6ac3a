using System.Diagnostics;
using Signet.Core.Metrics;

namespace Signet.Core.Storage;

/// <summary>A store whose commits are measured.</summary>
internal class MeteredStore : DelegatingStore
{
    private static readonly double[] Buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly HistogramCell _committed;
    private readonly HistogramCell _conflicted;
    private readonly HistogramCell _failed;

    private MeteredStore(IObjectStore inner, MetricSet metrics)
        : base(inner)
    {
        var durations = metrics.Histogram(
            "signet_store_commit_duration_seconds", "Time of a commit until it is durable, with its wait in the queue, by result.", Buckets, "result");
        (_committed, _conflicted, _failed) = (durations.With("committed"), durations.With("conflict"), durations.With("failed"));
        if (inner is IStoreStatistics statistics)
        {
            metrics.ObserveCounter(
                "signet_store_transactions_total", "Durable transactions of the embedded store; commits share them.", () => statistics.Transactions);
            metrics.ObserveCounter(
                "signet_store_sync_seconds_total", "Time in which transactions were written and synced to the disk.", () => statistics.SyncTime.TotalSeconds);
        }
    }

    /// <summary>Measures a store.</summary>
    public static MeteredStore Of(IObjectStore inner, MetricSet metrics) =>
        inner is ILockingStore locks ? new Locking(inner, locks, metrics) : new MeteredStore(inner, metrics);

    /// <inheritdoc/>
    public override async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var cell = _failed;
        try
        {
            var result = await Inner.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            cell = result is CommitResult.Success ? _committed : _conflicted;
            return result;
        }
        finally
        {
            cell.Record(Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>A shared store, whose locks pass through.</summary>
    private sealed class Locking(IObjectStore inner, ILockingStore locks, MetricSet metrics) : MeteredStore(inner, metrics), ILockingStore
    {
        /// <inheritdoc/>
        public ValueTask<IStoreLock> LockAsync(string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken) =>
            locks.LockAsync(key, holder, ttl, cancellationToken);
    }
}
