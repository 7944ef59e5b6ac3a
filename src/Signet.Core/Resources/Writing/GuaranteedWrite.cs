using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Repeats the attempts of a write until it is committed or refused (apiserver, <c>pkg/storage/etcd3/store.go</c> GuaranteedUpdate).
/// Attempts read the cache; a decision without a commit (not found, precondition, admission, validation, no change) is confirmed against
/// the store once before it is answered.
/// </summary>
internal sealed class GuaranteedWrite(ObjectView view, TimeProvider time)
{
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
                    // The client must be able to read the state that the error describes, so the cache must reach it first.
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

                    // The next attempt needs the state that the commit conflicted with.
                    confirmed = await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }
}
