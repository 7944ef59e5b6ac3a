using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.TrustBundles;

/// <summary>
/// Keeps this replica's CA certificates in the record that all replicas share, and follows the record. Every change is a compare-and-swap of
/// the whole record and idempotent, so a lost answer is harmless.
/// </summary>
internal sealed class TrustBundleMember(
    IObjectStore store, TrustBundle bundle, Func<TrustBundleOptions> options, TimeProvider time, ILogger<TrustBundleMember> logger) : SupervisedService
{
    /// <summary>The key of the record. Outside of <c>/registry/</c>, because it is not an API object.</summary>
    internal const string Key = "/signet/trust-bundle";

    private const int MaxConflicts = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ChangeSignal _requests = new();

    /// <summary>Renews now instead of within <see cref="Interval"/>. For changes of this replica's CA certificates.</summary>
    public void RenewSoon() => _requests.Fire();

    /// <inheritdoc/>
    public override Task PrepareAsync(CancellationToken cancellationToken) => RenewAsync(cancellationToken).AsTask();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var requested = _requests.Next;
            await RenewAsync(stoppingToken).ConfigureAwait(false);
            await requested.WaitAsync(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var stored = await store.GetAsync(Key, cancellationToken).ConfigureAwait(false);
            var record = stored is null ? TrustBundleRecord.Empty : Read(stored);
            var now = time.GetUtcNow();
            var renewed = record.Renew(options(), now);
            if (ReferenceEquals(renewed, record) || await TryWriteAsync(stored, renewed, cancellationToken).ConfigureAwait(false))
            {
                bundle.Set(renewed.Publish(now));
                return;
            }
        }

        throw new InvalidOperationException($"{Key} was changed by other replicas {MaxConflicts} times in a row");
    }

    private async ValueTask<bool> TryWriteAsync(StoredValue? stored, TrustBundleRecord record, CancellationToken cancellationToken)
    {
        var commit = new Commit([new Compare(Key, stored?.Modified ?? Revision.Zero)], [new StoreOperation.Put(Key, record.ToJson())])
        {
            // The record is small, and a full disk must not prevent a server from starting.
            MayUseReserve = true,
        };
        return await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false) is CommitResult.Success;
    }

    /// <summary>Replaces a damaged record; the other replicas add their entries again within <see cref="Interval"/>.</summary>
    private TrustBundleRecord Read(StoredValue stored)
    {
        if (TrustBundleRecord.TryParse(stored.Value.Span) is { } record)
        {
            return record;
        }

        Log.TrustBundleDamaged(logger, Key);
        return TrustBundleRecord.Empty;
    }
}
