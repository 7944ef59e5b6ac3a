using Google.Protobuf;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>
/// Detects that the cluster has another history than the one that this process has read: another cluster, a restored backup, another store under
/// the prefix. Then every call fails until <see cref="AdoptAsync"/>.
/// </summary>
internal sealed class EtcdHistory(EtcdClient client, EtcdKeys keys)
{
    private readonly Lock _lock = new();
    private EtcdIdentity? _identity;
    private string? _replaced;
    private long _newest;
    private (long Revision, ByteString Commit)? _seen;

    /// <summary>The newest revision that a response had. A request that is sent now is answered at this revision or a later one.</summary>
    public long Newest => Volatile.Read(ref _newest);

    /// <summary>The id of the store; after <see cref="AdoptAsync"/>.</summary>
    public EtcdIdentity Identity => _identity ?? throw new InvalidOperationException("the store is not open");

    /// <summary>Throws when the history has been replaced.</summary>
    /// <exception cref="HistoryReplacedException">The history has been replaced.</exception>
    public void ThrowIfReplaced()
    {
        if (Volatile.Read(ref _replaced) is { } reason)
        {
            throw new HistoryReplacedException($"etcd: {reason}");
        }
    }

    /// <summary>Checks the header of an answer to a linearizable request.</summary>
    /// <param name="header">The header.</param>
    /// <param name="newest"><see cref="Newest"/> before the request was sent.</param>
    /// <exception cref="HistoryReplacedException">The answer is from another history.</exception>
    public void Check(ResponseHeader header, long newest)
    {
        lock (_lock)
        {
            if (_identity is { } known && known.Cluster != header.ClusterId)
            {
                _replaced ??= $"the id of the cluster was {known.Cluster:x} and is {header.ClusterId:x}";
            }
            else if (header.Revision < newest)
            {
                _replaced ??= $"the revision was {newest} and is {header.Revision}";
            }
            else
            {
                _newest = Math.Max(_newest, header.Revision);
            }
        }

        ThrowIfReplaced();
    }

    /// <summary>Notes the commit that made a revision, as a watch or an answer has shown it.</summary>
    public void Note(long revision, ByteString commit)
    {
        lock (_lock)
        {
            if (_replaced is null && !(_seen is { } seen && seen.Revision >= revision))
            {
                _seen = (revision, commit);
            }
        }
    }

    /// <summary>Checks after a new connection that the newest known commit is in the history of the cluster, and that the store is the same.</summary>
    /// <exception cref="HistoryReplacedException">The history has been replaced.</exception>
    /// <exception cref="EtcdException">etcd cannot be asked, or has compacted the revision.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var (newest, seen) = (Newest, Seen());
        var request = new TxnRequest { Success = { Get(keys.Identity, 0), Get(keys.Head, seen?.Revision ?? 0) } };
        var answer = await CallAsync(request, cancellationToken).ConfigureAwait(false);
        Check(answer.Header, newest);
        var (identity, head) = (Found(answer, 0), Found(answer, 1));
        if (identity is null || identity.CreateRevision != Identity.Created || !identity.Value.Equals(Identity.Value))
        {
            Replace("the prefix belongs to another store, or the store is missing");
        }

        if (seen is { } known && (head is null || head.ModRevision != known.Revision || !head.Value.Equals(known.Commit)))
        {
            Replace($"revision {known.Revision} was made by another commit");
        }
    }

    /// <summary>Makes the cluster's present history the one of this process.</summary>
    /// <exception cref="EtcdException">etcd cannot be asked.</exception>
    /// <exception cref="StoreFormatException">Another program, or a newer version of Signet, has written the data.</exception>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        var identity = await EtcdIdentity.ReadOrCreateAsync(client, keys, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            (_identity, _replaced, _newest, _seen) = (identity, null, identity.ReadAt, null);
        }
    }

    private async Task<TxnResponse> CallAsync(TxnRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CallAsync(EtcdMethods.Txn, request, cancellationToken).ConfigureAwait(false);
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Future)
        {
            Replace($"revision {Seen()?.Revision} does not exist any more");
            throw;
        }
    }

    private static RequestOp Get(ByteString key, long revision) => new() { RequestRange = new RangeRequest { Key = key, Revision = revision } };

    private static KeyValue? Found(TxnResponse answer, int index) =>
        answer.Responses[index].ResponseRange.Kvs is { Count: > 0 } found ? found[0] : null;

    private (long Revision, ByteString Commit)? Seen()
    {
        lock (_lock)
        {
            return _seen;
        }
    }

    private void Replace(string reason)
    {
        lock (_lock)
        {
            _replaced ??= reason;
        }

        ThrowIfReplaced();
    }
}
