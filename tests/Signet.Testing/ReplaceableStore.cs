using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>A store that can be replaced by another one, as etcd by a restored backup: every call fails until the new history is adopted.</summary>
internal sealed class ReplaceableStore : IObjectStore
{
    private readonly CancellationTokenSource _replaced = new();
    private readonly IObjectStore _first;
    private IObjectStore _store;
    private IObjectStore? _next;

    /// <summary>Begins with a store.</summary>
    public ReplaceableStore(IObjectStore first) => (_first, _store) = (first, first);

    /// <inheritdoc/>
    public bool IsExclusive => false;

    /// <summary>The number of range reads that fail, from the next one on.</summary>
    public int FailingReads { get; set; }

    /// <summary>Puts another store into the place of this one. Can be done once.</summary>
    public void Replace(IObjectStore next)
    {
        Volatile.Write(ref _next, next);
        _replaced.Cancel();
    }

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => Present().GetRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => Present().GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        var store = Present();
        return FailingReads-- > 0 ? throw new StoreUnavailableException("the test lets the read fail") : store.RangeAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => Present().CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var store = Present();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ReferenceEquals(store, _first) ? _replaced.Token : default);
        var batches = store.WatchAsync(prefix, from, ended.Token).GetAsyncEnumerator(ended.Token);
        await using var disposed = batches.ConfigureAwait(false);
        while (await NextAsync(batches, cancellationToken).ConfigureAwait(false))
        {
            yield return batches.Current;
        }
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => Present().CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => Present().CompactAsync(before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AdoptHistoryAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _next, null) is { } next)
        {
            _store = next;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _replaced.Dispose();
        await _first.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChangeBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            return await batches.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HistoryReplacedException("the test has replaced the store");
        }
    }

    private IObjectStore Present() => Volatile.Read(ref _next) is null ? _store : throw new HistoryReplacedException("the test has replaced the store");
}
