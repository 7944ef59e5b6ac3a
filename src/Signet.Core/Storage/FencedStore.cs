using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>
/// The store for writes that only the holder of a lock may make: each commit is made only if the lock is still held when it is made. All else passes through.
/// </summary>
/// <param name="inner">The store.</param>
/// <param name="held">The lock that this process holds; null when it holds none.</param>
internal sealed class FencedStore(IObjectStore inner, Func<IStoreLock?> held) : IObjectStore
{
    /// <inheritdoc/>
    public bool IsExclusive => inner.IsExclusive;

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The lock is not held (any more); nothing was changed.</exception>
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (held() is not { IsHeld: true } current)
        {
            throw NotHeld();
        }

        var guard = current.Guard;
        var result = await inner.CommitAsync(commit with { Compares = [.. commit.Compares, guard] }, cancellationToken).ConfigureAwait(false);
        if (result is not CommitResult.Conflict conflict)
        {
            return result;
        }

        return conflict.Current.Any(value => value.Key == guard.Key && value.Modified == guard.Modified)
            ? new CommitResult.Conflict([.. conflict.Current.Where(value => value.Key != guard.Key)])
            : throw NotHeld();
    }

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => inner.GetRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, CancellationToken cancellationToken) =>
        inner.WatchAsync(prefix, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => inner.CompactAsync(before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AdoptHistoryAsync(CancellationToken cancellationToken) => inner.AdoptHistoryAsync(cancellationToken);

    /// <summary>Does nothing: the store belongs to the server.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StoreUnavailableException NotHeld() => new("this replica does not lead (any more); nothing was changed");
}
