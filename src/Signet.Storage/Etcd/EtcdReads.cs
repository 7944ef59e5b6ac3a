using Google.Protobuf;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>Linearizable reads of etcd.</summary>
internal sealed class EtcdReads(EtcdClient client, EtcdKeys keys, EtcdHistory history, EtcdObjectStoreOptions options)
{
    /// <summary>The revision of the newest commit.</summary>
    public async Task<Revision> GetRevisionAsync(CancellationToken cancellationToken)
    {
        var answer = await RangeAsync(new RangeRequest { Key = keys.Head }, cancellationToken).ConfigureAwait(false);
        return HeadOf(answer);
    }

    /// <summary>The newest value of a key, or null.</summary>
    public async Task<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await RangeAsync(new RangeRequest { Key = keys.Of(key) }, cancellationToken).ConfigureAwait(false);
        return answer.Kvs.Count == 0 ? null : ValueOf(key, answer.Kvs[0]);
    }

    /// <summary>The values of a range of keys at one revision, read in pages.</summary>
    public async Task<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        var values = new List<StoredValue>();
        var from = keys.Of(query.From ?? query.Prefix);
        var first = query.At == Revision.Zero
            ? await ReadNewestAsync(PageOf(query, from, 0, values.Count), cancellationToken).ConfigureAwait(false)
            : (await RangeAsync(PageOf(query, from, query.At.Value, values.Count), cancellationToken).ConfigureAwait(false), query.At, query.At.Value);
        var (page, revision, readAt) = first;
        while (true)
        {
            foreach (var found in page.Kvs)
            {
                values.Add(ValueOf(keys.Find(found.Key)!, found));
            }

            if (!page.More || values.Count == query.Limit)
            {
                return new RangeResult(values, revision, page.More);
            }

            // The first key after the last one: etcd's keys are bytes, so it is the last key and a zero.
            from = ByteString.CopyFrom([.. page.Kvs[^1].Key.Span, 0]);
            page = await RangeAsync(PageOf(query, from, readAt, values.Count), cancellationToken).ConfigureAwait(false);
        }
    }

    public static StoredValue ValueOf(string key, KeyValue found) =>
        new(key, found.Value.Memory, new Revision(found.CreateRevision), new Revision(found.ModRevision));

    private static Revision HeadOf(RangeResponse answer) => answer.Kvs is { Count: > 0 } head
        ? new Revision(head[0].ModRevision)
        : throw new EtcdException(EtcdFault.Unavailable, "the head of the store is missing");

    private RangeRequest PageOf(RangeQuery query, ByteString from, long revision, int read) => new()
    {
        Key = from,
        RangeEnd = keys.EndOf(query.Prefix),
        Revision = revision,
        Limit = query.Limit == 0 ? options.PageSize : Math.Min(options.PageSize, query.Limit - read),
    };

    /// <summary>
    /// The first page, the revision of the newest commit, and the revision at which the next pages are read. The revision of etcd may be newer, because
    /// other programs use it too; the values of this store are the same at both.
    /// </summary>
    private async Task<(RangeResponse Page, Revision Revision, long ReadAt)> ReadNewestAsync(RangeRequest page, CancellationToken cancellationToken)
    {
        var newest = history.Newest;
        var request = new TxnRequest
        {
            Success = { new RequestOp { RequestRange = page }, new RequestOp { RequestRange = new RangeRequest { Key = keys.Head } } },
        };
        var answer = await client.CallAsync(EtcdMethods.Txn, request, cancellationToken).ConfigureAwait(false);
        history.Check(answer.Header, newest);
        return (answer.Responses[0].ResponseRange, HeadOf(answer.Responses[1].ResponseRange), answer.Header.Revision);
    }

    private async Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        var newest = history.Newest;
        try
        {
            var answer = await client.CallAsync(EtcdMethods.Range, request, cancellationToken).ConfigureAwait(false);
            history.Check(answer.Header, newest);
            return answer;
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Compacted)
        {
            throw new RevisionCompactedException(await GetRevisionAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (EtcdException exception) when (exception.Fault == EtcdFault.Future)
        {
            throw new RevisionInFutureException(await GetRevisionAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
