using System.Globalization;
using Signet.Core.Primitives;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>Reads the ids of commits from the history of the head key.</summary>
internal static class EtcdCommitLog
{
    /// <summary>The revisions of wanted commits in a range of revisions.</summary>
    /// <param name="client">etcd.</param>
    /// <param name="keys">The keys of the store.</param>
    /// <param name="from">The first revision.</param>
    /// <param name="to">The last revision, which changed the head key.</param>
    /// <param name="isWanted">Whether a commit is looked for.</param>
    /// <param name="timeout">The time limit, attempts at several members included.</param>
    /// <exception cref="EtcdException">etcd cannot be asked, or has compacted the range.</exception>
    public static async Task<IReadOnlyDictionary<string, Revision>> ReadAsync(
        EtcdClient client, EtcdKeys keys, long from, long to, Predicate<string> isWanted, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout, client.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, client.Closed);
        while (true)
        {
            try
            {
                return await ReadAsync(client, keys, from, to, isWanted, either.Token).ConfigureAwait(false);
            }
            catch (EtcdException exception) when (exception.Fault == EtcdFault.Unavailable && !either.IsCancellationRequested)
            {
                // The next member.
            }
            catch (OperationCanceledException exception)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"the history of commits could not be read within {timeout.TotalSeconds} s");
                throw new EtcdException(EtcdFault.Unavailable, text, exception);
            }
        }
    }

    private static async Task<IReadOnlyDictionary<string, Revision>> ReadAsync(
        EtcdClient client, EtcdKeys keys, long from, long to, Predicate<string> isWanted, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Revision>(StringComparer.Ordinal);
        using var stream = await client.OpenAsync(EtcdMethods.Watch, cancellationToken).ConfigureAwait(false);
        var create = new WatchCreateRequest { Key = keys.Head, StartRevision = from };
        await stream.SendAsync(new WatchRequest { CreateRequest = create }, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var answer = await stream.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (answer.CompactRevision > 0)
            {
                throw new EtcdException(EtcdFault.Compacted, $"revision {from} has been compacted");
            }

            if (answer.Canceled)
            {
                throw EtcdErrors.WatchEnded(stream.Endpoint, answer);
            }

            foreach (var change in answer.Events)
            {
                if (change.Kv.ModRevision >= to)
                {
                    return found;
                }

                if (change.Kv.Value.ToStringUtf8() is var id && isWanted(id))
                {
                    found[id] = new Revision(change.Kv.ModRevision);
                }
            }
        }
    }
}
