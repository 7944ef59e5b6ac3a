using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Tests.Controllers;

/// <summary>A store whose watch fails instead of delivering the next batch. The store below stays open.</summary>
internal sealed class FailingWatch(IObjectStore inner) : DelegatingStore(inner, isOwner: false)
{
    /// <summary>How watches end, one after the other; null is an end without an exception.</summary>
    public ConcurrentQueue<Exception?> Failures { get; } = new();

    public override async IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in Inner.WatchAsync(prefix, from, cancellationToken))
        {
            if (Failures.TryDequeue(out var failure))
            {
                if (failure is null)
                {
                    yield break;
                }

                throw failure;
            }

            yield return batch;
        }
    }
}
