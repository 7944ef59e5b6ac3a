using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The base of stores that change some calls of another one; all other calls pass through.</summary>
/// <param name="inner">The other store.</param>
/// <param name="isOwner">Whether the other store is disposed with this one.</param>
internal abstract class DelegatingStore(IObjectStore inner, bool isOwner = true) : IObjectStore
{
    /// <summary>The other store.</summary>
    public IObjectStore Inner { get; } = inner;

    /// <inheritdoc/>
    public virtual bool IsExclusive => Inner.IsExclusive;

    /// <inheritdoc/>
    public virtual ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => Inner.GetRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => Inner.RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => Inner.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, CancellationToken cancellationToken) =>
        Inner.WatchAsync(prefix, from, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask CheckAsync(CancellationToken cancellationToken) => Inner.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => Inner.CompactAsync(before, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask AdoptHistoryAsync(CancellationToken cancellationToken) => Inner.AdoptHistoryAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => isOwner ? Inner.DisposeAsync() : ValueTask.CompletedTask;
}
