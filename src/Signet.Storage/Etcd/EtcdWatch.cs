using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>
/// One watch of all keys of the store, in batches of one revision. When its stream fails it goes on at the next member, from the revision where it was,
/// after the history has been checked. It fails when no member has served it for the time limit of a call.
/// </summary>
internal sealed class EtcdWatch(EtcdClient client, EtcdKeys keys, EtcdHistory history, EtcdObjectStoreOptions options)
{
    /// <summary>The pause before another stream is opened, when one has failed without a batch.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The batches from a revision on.</summary>
    /// <exception cref="RevisionCompactedException">A needed revision has been compacted.</exception>
    /// <exception cref="HistoryReplacedException">The history has been replaced.</exception>
    /// <exception cref="EtcdException">No member serves the watch.</exception>
    public async IAsyncEnumerable<ChangeBatch> ReadAsync(Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = from.Value;
        long? failedAt = null;
        while (true)
        {
            EtcdException? failure = null;
            var batches = ReadStreamAsync(next, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var disposed = batches.ConfigureAwait(false);
            while (true)
            {
                try
                {
                    if (!await batches.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (EtcdException exception) when (exception.Fault is EtcdFault.Unavailable or EtcdFault.Unauthenticated)
                {
                    failure = exception;
                    break;
                }

                failedAt = null;
                next = batches.Current.Revision.Value + 1;
                yield return batches.Current;
            }

            failure ??= new EtcdException(EtcdFault.Unavailable, "the watch has ended");
            if (failedAt is not { } first)
            {
                failedAt = client.Time.GetTimestamp();
            }
            else if (client.Closed.IsCancellationRequested || client.Time.GetElapsedTime(first) > options.CallTimeout)
            {
                throw failure;
            }
            else
            {
                await Task.Delay(Pause, client.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<ChangeBatch> ReadStreamAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = await client.OpenAsync(EtcdMethods.Watch, cancellationToken).ConfigureAwait(false);
        var create = new WatchCreateRequest { Key = keys.First, RangeEnd = keys.End, StartRevision = from };
        await stream.SendAsync(new WatchRequest { CreateRequest = create }, cancellationToken).ConfigureAwait(false);

        // After the stream is open: events that it delivers were made by the history that is checked, or by a later one, whose restart ends the stream.
        await VerifyAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var answer = await ReceiveAsync(stream, cancellationToken).ConfigureAwait(false);
            if (answer.CompactRevision > 0)
            {
                from = await SkipCompactedAsync(from, cancellationToken).ConfigureAwait(false);
                create = new WatchCreateRequest { Key = keys.First, RangeEnd = keys.End, StartRevision = from };
                await stream.SendAsync(new WatchRequest { CreateRequest = create }, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (answer.Canceled)
            {
                client.Fail(stream.Endpoint);
                throw EtcdErrors.WatchEnded(stream.Endpoint, answer);
            }

            foreach (var batch in BatchesOf(answer))
            {
                from = batch.Revision.Value + 1;
                yield return batch;
            }
        }
    }

    /// <summary>Waits for a message. A stream without events is asked for its progress, so that one that is dead is noticed.</summary>
    private async Task<WatchResponse> ReceiveAsync(EtcdStream<WatchRequest, WatchResponse> stream, CancellationToken cancellationToken)
    {
        var receiving = stream.ReceiveAsync(cancellationToken);
        try
        {
            return await receiving.WaitAsync(options.WatchProbeInterval, client.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await stream.SendAsync(new WatchRequest { ProgressRequest = new WatchProgressRequest() }, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await receiving.WaitAsync(options.WatchProbeInterval, client.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            client.Fail(stream.Endpoint);
            throw new EtcdException(EtcdFault.Unavailable, $"{stream.Endpoint.Uri.Authority} does not answer on the watch", exception);
        }
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await history.VerifyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Compacted)
        {
            throw new RevisionCompactedException(new Revision(history.Newest));
        }
    }

    /// <summary>
    /// The revision from which the watch can go on after a compaction by another program or replica. When no commit was made since <paramref name="from"/>
    /// nothing was missed.
    /// </summary>
    /// <exception cref="RevisionCompactedException">A commit may have been missed.</exception>
    private async Task<long> SkipCompactedAsync(long from, CancellationToken cancellationToken)
    {
        var newest = history.Newest;
        var answer = await client.CallAsync(EtcdMethods.Range, new RangeRequest { Key = keys.Head }, cancellationToken).ConfigureAwait(false);
        history.Check(answer.Header, newest);
        return answer.Kvs.Count > 0 && answer.Kvs[0].ModRevision < from
            ? answer.Header.Revision + 1
            : throw new RevisionCompactedException(new Revision(answer.Header.Revision));
    }

    /// <summary>etcd sends all changes of one revision in one message, unless it is asked to split large ones.</summary>
    private List<ChangeBatch> BatchesOf(WatchResponse answer)
    {
        var batches = new List<ChangeBatch>();
        var changes = new List<Change>();
        for (var i = 0; i < answer.Events.Count; i++)
        {
            var kv = answer.Events[i].Kv;
            if (kv.Key.Equals(keys.Head))
            {
                history.Note(kv.ModRevision, kv.Value);
            }
            else if (keys.Find(kv.Key) is { } key)
            {
                changes.Add(answer.Events[i].Type == Event.Types.EventType.Delete
                    ? new Change(key, null, Created: false)
                    : new Change(key, EtcdReads.ValueOf(key, kv), kv.CreateRevision == kv.ModRevision));
            }

            if (i == answer.Events.Count - 1 || answer.Events[i + 1].Kv.ModRevision != kv.ModRevision)
            {
                batches.Add(new ChangeBatch(new Revision(kv.ModRevision), changes));
                changes = [];
            }
        }

        return batches;
    }
}
