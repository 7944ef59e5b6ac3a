namespace Signet.Core.Storage;

/// <summary>
/// The store for writes that only the holder of a lock may make: each commit is made only if the lock is still held when it is made. All else passes through.
/// </summary>
/// <param name="inner">The store.</param>
/// <param name="held">The lock that this process holds; null when it holds none.</param>
internal sealed class FencedStore(IObjectStore inner, Func<IStoreLock?> held) : DelegatingStore(inner, isOwner: false)
{
    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The lock is not held (any more); nothing was changed.</exception>
    public override async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (held() is not { IsHeld: true } current)
        {
            throw NotHeld();
        }

        var guard = current.Guard;
        var result = await Inner.CommitAsync(commit with { Compares = [.. commit.Compares, guard] }, cancellationToken).ConfigureAwait(false);
        if (result is not CommitResult.Conflict conflict)
        {
            return result;
        }

        return conflict.Current.Any(value => value.Key == guard.Key && value.Modified == guard.Modified)
            ? new CommitResult.Conflict([.. conflict.Current.Where(value => value.Key != guard.Key)])
            : throw NotHeld();
    }

    private static StoreUnavailableException NotHeld() => new("this replica does not lead (any more); nothing was changed");
}
