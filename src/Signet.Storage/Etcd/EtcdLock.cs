using Google.Protobuf;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>A lock: a key that exists while its holder's lease is renewed.</summary>
internal sealed class EtcdLock : IStoreLock
{
    /// <summary>The watch of the former holder's key is made again after this time, in case its member is cut off from the others.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly EtcdLease _lease;

    private EtcdLock(EtcdLease lease, string key, long revision) => (_lease, Guard) = (lease, new Compare(key, new Revision(revision)));

    /// <inheritdoc/>
    public Compare Guard { get; }

    /// <inheritdoc/>
    public CancellationToken Lost => _lease.Lost;

    /// <inheritdoc/>
    public bool IsHeld => _lease.IsHeld;

    /// <summary>Waits until the key does not exist, and creates it with a lease of this process.</summary>
    /// <exception cref="EtcdException">etcd cannot be asked.</exception>
    public static async Task<EtcdLock> AcquireAsync(
        EtcdClient client, EtcdKeys keys, string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lease = await EtcdLease.GrantAsync(client, ttl, cancellationToken).ConfigureAwait(false);
            try
            {
                while (lease.IsHeld)
                {
                    var answer = await TryCreateAsync(client, keys, key, holder, lease.Id, cancellationToken).ConfigureAwait(false);
                    if (answer.Succeeded)
                    {
                        return new EtcdLock(lease, key, answer.Header.Revision);
                    }

                    if (answer.Responses[0].ResponseRange.Kvs is not { Count: > 0 } found)
                    {
                        continue;
                    }

                    if (found[0].Lease == lease.Id)
                    {
                        // The answer to an earlier attempt was lost.
                        return new EtcdLock(lease, key, found[0].ModRevision);
                    }

                    await WaitForDeletionAsync(client, keys.Of(key), answer.Header.Revision + 1, cancellationToken).ConfigureAwait(false);
                }
            }
            catch
            {
                await lease.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    private static Task<TxnResponse> TryCreateAsync(
        EtcdClient client, EtcdKeys keys, string key, ReadOnlyMemory<byte> holder, long lease, CancellationToken cancellationToken)
    {
        var put = new PutRequest { Key = keys.Of(key), Value = UnsafeByteOperations.UnsafeWrap(holder), Lease = lease };
        var request = new TxnRequest
        {
            Compare = { new Condition { Target = Condition.Types.Target.Mod, Key = put.Key, ModRevision = 0 } },
            Success = { new RequestOp { RequestPut = put } },
            Failure = { new RequestOp { RequestRange = new RangeRequest { Key = put.Key } } },
        };
        return client.CallAsync(EtcdMethods.Txn, request, cancellationToken);
    }

    private static async Task WaitForDeletionAsync(EtcdClient client, ByteString key, long from, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(MaxWait, client.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var stream = await client.OpenAsync(EtcdMethods.Watch, either.Token).ConfigureAwait(false);
            var create = new WatchCreateRequest { Key = key, StartRevision = from };
            await stream.SendAsync(new WatchRequest { CreateRequest = create }, either.Token).ConfigureAwait(false);
            while (true)
            {
                var answer = await stream.ReceiveAsync(either.Token).ConfigureAwait(false);
                if (answer.Canceled || answer.Events.Any(change => change.Type == Event.Types.EventType.Delete))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The caller tries again.
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Unavailable && !client.Closed.IsCancellationRequested)
        {
            // The next attempt goes to another member.
        }
    }
}
