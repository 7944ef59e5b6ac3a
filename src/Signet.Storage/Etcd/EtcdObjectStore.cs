using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;
using Signet.Storage.Watching;

namespace Signet.Storage.Etcd;

/// <summary>
/// The store in etcd (v3 API, 3.4 and later), which any number of replicas share (docs/decisions/0034-etcd.md). Revisions are etcd's; the revision of
/// the store is that of its newest commit.
/// </summary>
internal sealed class EtcdObjectStore : IObjectStore, ILockingStore
{
    private readonly EtcdClient _client;
    private readonly EtcdKeys _keys;
    private readonly EtcdHistory _history;
    private readonly EtcdReads _reads;
    private readonly EtcdWriter _writer;
    private readonly EtcdWatch _watch;
    private readonly EtcdCheck _check;
    private int _isDisposed;

    private EtcdObjectStore(EtcdObjectStoreOptions options)
    {
        _client = new EtcdClient(options);
        _keys = new EtcdKeys(options.Prefix);
        _history = new EtcdHistory(_client, _keys);
        _reads = new EtcdReads(_client, _keys, _history, options);
        _writer = new EtcdWriter(_client, _keys, _history, options);
        _watch = new EtcdWatch(_client, _keys, _history, options);
        _check = new EtcdCheck(_client, _keys, _history, _writer, options);
    }

    /// <inheritdoc/>
    public bool IsExclusive => false;

    /// <summary>Opens the store; makes its record when the prefix is empty.</summary>
    /// <exception cref="StoreUnavailableException">etcd cannot be asked.</exception>
    /// <exception cref="StoreFormatException">Another program, or a newer version of Signet, has written the data.</exception>
    public static async Task<EtcdObjectStore> OpenAsync(EtcdObjectStoreOptions options, CancellationToken cancellationToken)
    {
        var store = new EtcdObjectStore(options);
        try
        {
            await store.AdoptHistoryAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => RunAsync(_reads.GetRevisionAsync(cancellationToken));

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => RunAsync(_reads.GetAsync(key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
        RunAsync(_reads.RangeAsync(query, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        commit.ThrowIfInvalid();
        cancellationToken.ThrowIfCancellationRequested();

        // The commit goes on when the caller stops waiting, so that its fate does not stay open.
        return RunAsync(_writer.CommitAsync(commit).WaitAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _history.ThrowIfReplaced();
        var batches = _watch.ReadAsync(from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var disposed = batches.ConfigureAwait(false);
        while (await RunAsync(batches.MoveNextAsync().AsTask()).ConfigureAwait(false))
        {
            yield return BatchFilter.Apply(batches.Current, prefix);
        }
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => new(RunAsync(_check.CheckAsync(cancellationToken)).AsTask());

    /// <inheritdoc/>
    public async ValueTask CompactAsync(Revision before, CancellationToken cancellationToken)
    {
        try
        {
            _history.ThrowIfReplaced();
            await _client.CallAsync(EtcdMethods.Compact, new CompactionRequest { Revision = before.Value }, cancellationToken).ConfigureAwait(false);
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Compacted)
        {
            // By another replica or program.
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Future)
        {
            throw new RevisionInFutureException(await GetRevisionAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (EtcdException exception)
        {
            throw EtcdErrors.ToStore(exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AdoptHistoryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _history.AdoptAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (EtcdException exception)
        {
            throw EtcdErrors.ToStore(exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreLock> LockAsync(string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken)
    {
        try
        {
            return await EtcdLock.AcquireAsync(_client, _keys, key, holder, ttl, cancellationToken).ConfigureAwait(false);
        }
        catch (EtcdException exception)
        {
            throw EtcdErrors.ToStore(exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _writer.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
    }

    private async ValueTask<T> RunAsync<T>(Task<T> call)
    {
        try
        {
            var result = await call.ConfigureAwait(false);
            _history.ThrowIfReplaced();
            return result;
        }
        catch (EtcdException exception)
        {
            throw EtcdErrors.ToStore(exception);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException && _client.Closed.IsCancellationRequested)
        {
            throw new StoreUnavailableException("the store is closed", exception);
        }
    }
}
