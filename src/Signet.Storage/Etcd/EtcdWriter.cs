using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>
/// Makes commits. Each is a transaction that compares the fence of this writer, puts the id of the commit into the head key, and is never sent
/// again before its fate is known (docs/decisions/0034-etcd.md).
/// </summary>
internal sealed class EtcdWriter(EtcdClient client, EtcdKeys keys, EtcdHistory history, EtcdObjectStoreOptions options) : IAsyncDisposable
{
    private readonly string _writer = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly SemaphoreSlim _opening = new(1, 1);
    private long _commits;
    private EtcdFence? _fence;
    private long _succeededAt = long.MinValue;

    /// <summary>The time since the last commit that succeeded; null without one.</summary>
    public TimeSpan? SinceSuccess => Volatile.Read(ref _succeededAt) is var at and not long.MinValue ? client.Time.GetElapsedTime(at) : null;

    /// <summary>Makes a commit; returns its result, also when the answer of etcd was lost and etcd can be asked within the time limit of a call.</summary>
    /// <exception cref="EtcdException">It is not known whether the commit was made, or etcd refuses it.</exception>
    public async Task<CommitResult> CommitAsync(Commit commit)
    {
        var began = client.Time.GetTimestamp();
        while (true)
        {
            var result = await TryAsync(commit).ConfigureAwait(false);
            if (result is CommitResult.Success)
            {
                Volatile.Write(ref _succeededAt, client.Time.GetTimestamp());
            }

            if (result is not null)
            {
                return result;
            }

            if (client.Time.GetElapsedTime(began) > options.CallTimeout)
            {
                throw new EtcdException(EtcdFault.Unavailable, "the commit was not made: its fence was replaced again and again");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _fence) is { } fence)
        {
            await fence.Lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One transaction; null when it was not made for a reason that has nothing to do with the commit: it can be sent again.</summary>
    private async Task<CommitResult?> TryAsync(Commit commit)
    {
        history.ThrowIfReplaced();
        var fence = await OpenFenceAsync().ConfigureAwait(false);
        var id = NextId();
        var request = TxnOf(commit, fence, id);
        var newest = history.Newest;
        fence.Begin(id, newest);
        try
        {
            var answer = await client.SendAsync(EtcdMethods.Txn, request, client.Closed).ConfigureAwait(false);
            fence.End(id);
            history.Check(answer.Header, newest);
            return answer.Succeeded ? Made(answer.Header.Revision, id) : await ConflictAsync(commit, fence, answer).ConfigureAwait(false);
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Unavailable && !client.Closed.IsCancellationRequested)
        {
            var made = await fence.CloseAsync().ConfigureAwait(false);
            fence.End(id);
            return made.TryGetValue(id, out var revision) ? Made(revision.Value, id) : null;
        }
        catch (EtcdException)
        {
            // Refused: nothing was done.
            fence.End(id);
            throw;
        }
    }

    private CommitResult.Success Made(long revision, string id)
    {
        history.Note(revision, ByteString.CopyFromUtf8(id));
        return new CommitResult.Success(new Revision(revision));
    }

    private static async Task<CommitResult?> ConflictAsync(Commit commit, EtcdFence fence, TxnResponse answer)
    {
        var found = answer.Responses[^1].ResponseRange.Kvs;
        if (found.Count == 0 || found[0].ModRevision != fence.Modified)
        {
            await fence.CloseAsync().ConfigureAwait(false);
            return null;
        }

        var current = new List<StoredValue>(commit.Compares.Count);
        for (var i = 0; i < commit.Compares.Count; i++)
        {
            if (answer.Responses[i].ResponseRange.Kvs is { Count: > 0 } value)
            {
                current.Add(EtcdReads.ValueOf(commit.Compares[i].Key, value[0]));
            }
        }

        return new CommitResult.Conflict(current);
    }

    private TxnRequest TxnOf(Commit commit, EtcdFence fence, string id)
    {
        var request = new TxnRequest { Compare = { At(keys.FenceOf(_writer), fence.Modified) } };
        foreach (var compare in commit.Compares)
        {
            var key = keys.Of(compare.Key);
            request.Compare.Add(At(key, compare.Modified.Value));
            request.Failure.Add(new RequestOp { RequestRange = new RangeRequest { Key = key } });
        }

        request.Failure.Add(new RequestOp { RequestRange = new RangeRequest { Key = keys.FenceOf(_writer), KeysOnly = true } });
        foreach (var operation in commit.Operations)
        {
            request.Success.Add(operation is StoreOperation.Put put
                ? Put(keys.Of(put.Key), UnsafeByteOperations.UnsafeWrap(put.Value))
                : new RequestOp { RequestDeleteRange = new DeleteRangeRequest { Key = keys.Of(operation.Key) } });
        }

        request.Success.Add(Put(keys.Head, ByteString.CopyFromUtf8(id)));
        return request;
    }

    private static Condition At(ByteString key, long modified) => new() { Target = Condition.Types.Target.Mod, Key = key, ModRevision = modified };

    private static RequestOp Put(ByteString key, ByteString value, long lease = 0) =>
        new() { RequestPut = new PutRequest { Key = key, Value = value, Lease = lease } };

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_writer}/{Interlocked.Increment(ref _commits)}");

    private async ValueTask<EtcdFence> OpenFenceAsync()
    {
        while (true)
        {
            if (Volatile.Read(ref _fence) is { IsClosing: false } open)
            {
                return open;
            }

            if (Volatile.Read(ref _fence) is { } closing)
            {
                await closing.CloseAsync().ConfigureAwait(false);
                continue;
            }

            await _opening.WaitAsync(client.Closed).ConfigureAwait(false);
            try
            {
                if (Volatile.Read(ref _fence) is null)
                {
                    await WriteFenceAsync(null).ConfigureAwait(false);
                }
            }
            finally
            {
                _opening.Release();
            }
        }
    }

    /// <summary>Writes the next fence, and then reads which commits of the closed one were made.</summary>
    private async Task<IReadOnlyDictionary<string, Revision>> CloseAsync(EtcdFence closed)
    {
        // The caller holds a lock until the task is returned.
        await Task.Yield();
        var next = await WriteFenceAsync(closed.Lease).ConfigureAwait(false);

        // Read after the next fence was written: a commit that begins later cannot be made under the closed one.
        var oldest = closed.OldestOpen(next);
        return oldest == next
            ? new Dictionary<string, Revision>()
            : await EtcdCommitLog.ReadAsync(client, keys, oldest + 1, next, closed.Has, options.CallTimeout).ConfigureAwait(false);
    }

    /// <summary>Puts the fence's key until etcd answers: a repetition only makes another revision of it. Returns the revision.</summary>
    private async Task<long> WriteFenceAsync(EtcdLease? former)
    {
        if (former is { IsHeld: true })
        {
            try
            {
                return await PutFenceAsync(former).ConfigureAwait(false);
            }
            catch (EtcdException exception) when (exception.Fault == EtcdFault.LeaseNotFound)
            {
                // etcd has ended the lease, and the next renewal will show it.
            }
        }

        var lease = await EtcdLease.GrantAsync(client, options.FenceTtl, client.Closed).ConfigureAwait(false);
        try
        {
            var revision = await PutFenceAsync(lease).ConfigureAwait(false);
            if (former is not null)
            {
                await former.DisposeAsync().ConfigureAwait(false);
            }

            return revision;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<long> PutFenceAsync(EtcdLease lease)
    {
        var newest = history.Newest;
        var id = ByteString.CopyFromUtf8(NextId());
        var request = new TxnRequest { Success = { Put(keys.FenceOf(_writer), ByteString.Empty, lease.Id), Put(keys.Head, id) } };
        var answer = await client.CallAsync(EtcdMethods.Txn, request, client.Closed).ConfigureAwait(false);
        history.Check(answer.Header, newest);
        Volatile.Write(ref _fence, new EtcdFence(answer.Header.Revision, lease, CloseAsync));
        return answer.Header.Revision;
    }
}
