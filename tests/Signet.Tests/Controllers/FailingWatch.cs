using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Tests.Controllers;

/// <summary>A store whose watch fails instead of delivering the next batch. The store below stays open.</summary>
internal sealed class FailingWatch(IObjectStore inner) : IObjectStore
{
    /// <summary>How watches end, one after the other; null is an end without an exception.</summary>
    public ConcurrentQueue<Exception?> Failures { get; } = new();

    public bool IsExclusive => inner.IsExclusive;

    public async IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in inner.WatchAsync(prefix, from, cancellationToken))
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

    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => inner.GetRevisionAsync(cancellationToken);

    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => inner.CommitAsync(commit, cancellationToken);

    public ValueTask CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => inner.CompactAsync(before, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
