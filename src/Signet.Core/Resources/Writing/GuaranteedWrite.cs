using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Repeats the attempts of one write until it is committed or refused (apiserver, <c>pkg/storage/etcd3/store.go</c> GuaranteedUpdate). Attempts
/// read the cache; what one decides without a commit (not found, precondition, admission, validation, no change) is confirmed against
/// the store once before it is given. The only place that does so.
/// </summary>
internal sealed class GuaranteedWrite(ObjectView view, TimeProvider time)
{
    /// <summary>Runs the write.</summary>
    /// <param name="resource">The kind, for the error of a write that conflicts too often.</param>
    /// <param name="attempt">One attempt, from the cache as it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Outcome<T>> RunAsync<T>(
        ResourceDefinition resource, Func<CancellationToken, ValueTask<WriteAttempt<T>>> attempt, CancellationToken cancellationToken)
    {
        var backoff = new ConflictBackoff(time);
        Revision? confirmed = null;
        while (true)
        {
            var readAt = view.Revision;
            switch (await attempt(cancellationToken).ConfigureAwait(false))
            {
                case WriteAttempt<T>.Committed committed:
                    return committed.Result;
                case WriteAttempt<T>.Refused refused:
                    // What the client is told, it can read: the cache has to have it, too.
                    await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
                    return refused.Error();
                case WriteAttempt<T>.Decided decided:
                    confirmed ??= await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
                    if (readAt >= confirmed)
                    {
                        return decided.Outcome;
                    }

                    break;
                case WriteAttempt<T>.Conflicted conflicted:
                    if (!await backoff.TryAgainAsync(cancellationToken).ConfigureAwait(false))
                    {
                        return ConflictBackoff.Exhausted(resource.GroupResource, conflicted.Name);
                    }

                    // The cache has to show what the commit conflicted with.
                    confirmed = await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }
}
