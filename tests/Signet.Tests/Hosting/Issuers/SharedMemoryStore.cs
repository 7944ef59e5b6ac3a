using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Tests.Hosting.Issuers;

/// <summary>A store in memory that several servers use, as they would use one in other processes. A server that ends does not dispose it.</summary>
/// <param name="inner">The store.</param>
/// <param name="onRead">Called by each read of a key.</param>
internal sealed class SharedMemoryStore(IObjectStore inner, Action? onRead = null) : IObjectStore
{
    /// <inheritdoc/>
    public bool IsExclusive => false;

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => inner.GetRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        onRead?.Invoke();
        return inner.GetAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => inner.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, CancellationToken cancellationToken) =>
        inner.WatchAsync(prefix, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => inner.CompactAsync(before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
