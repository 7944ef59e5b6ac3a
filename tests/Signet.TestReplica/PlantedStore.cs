using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.TestReplica;

/// <summary>The store of a replica with a planted fault.</summary>
/// <param name="inner">The real store.</param>
/// <param name="locks">The locks of the real store.</param>
/// <param name="fault">The fault.</param>
internal sealed class PlantedStore(IObjectStore inner, ILockingStore locks, PlantedFault fault) : DelegatingStore(inner), ILockingStore
{
    private const string Secrets = "/registry/secrets/";
    private const int DroppedOneOf = 2;
    private const int ReusedOneOf = 5;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    private long _delivered;
    private long _newest;
    private int _deletions;
    private int _commits;

    /// <inheritdoc/>
    public override async ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken)
    {
        // The store is asked in any case: a replica that is cut off notices it.
        var newest = await Inner.GetRevisionAsync(cancellationToken);
        return fault == PlantedFault.SkipConfirmation ? new Revision(Math.Min(newest.Value, Volatile.Read(ref _delivered))) : newest;
    }

    /// <inheritdoc/>
    public override async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var result = await Inner.CommitAsync(commit, cancellationToken);
        if (fault != PlantedFault.ReuseRevision || result is not CommitResult.Success made || !commit.Operations.Any(IsPutOfSecret))
        {
            return result;
        }

        var before = Interlocked.Exchange(ref _newest, made.Revision.Value);
        return Interlocked.Increment(ref _commits) % ReusedOneOf == 0 && before > 0 ? new CommitResult.Success(new Revision(before)) : result;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = Inner.WatchAsync(prefix, from, cancellationToken);
        if (fault is PlantedFault.LateWatch or PlantedFault.SkipConfirmation)
        {
            batches = LateWatch.OfAsync(batches, cancellationToken);
        }

        await foreach (var batch in batches)
        {
            Volatile.Write(ref _delivered, batch.Revision.Value);
            yield return fault == PlantedFault.DropDeletion ? batch with { Changes = [.. batch.Changes.Where(change => !IsDropped(change))] } : batch;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreLock> LockAsync(string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken)
    {
        if (fault != PlantedFault.TwoLeaders)
        {
            return await locks.LockAsync(key, holder, ttl, cancellationToken);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LockPatience);
        try
        {
            return await locks.LockAsync(key, holder, ttl, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await locks.LockAsync(key + "-too", holder, ttl, cancellationToken);
        }
    }

    private static bool IsPutOfSecret(StoreOperation operation) =>
        operation is StoreOperation.Put && operation.Key.StartsWith(Secrets, StringComparison.Ordinal);

    private bool IsDropped(Change change) =>
        change.Value is null && change.Key.StartsWith(Secrets, StringComparison.Ordinal) && Interlocked.Increment(ref _deletions) % DroppedOneOf == 0;
}
