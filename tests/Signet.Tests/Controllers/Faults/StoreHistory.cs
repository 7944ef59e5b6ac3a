using System.Collections.Concurrent;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Tests.Controllers.Faults;

/// <summary>Every change that the store made, read from the store itself.</summary>
internal sealed class StoreHistory(IObjectStore store)
{
    private readonly ConcurrentQueue<(long Revision, string Key)> _changes = new();
    private long _revision;

    /// <summary>The revision of the last change.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>Follows the store from a revision on, until cancelled.</summary>
    public async Task RunAsync(Revision from, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in store.WatchAsync("/registry/", from, cancellationToken))
            {
                foreach (var change in batch.Changes)
                {
                    _changes.Enqueue((batch.Revision.Value, change.Key));
                }

                Volatile.Write(ref _revision, batch.Revision.Value);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test has ended.
        }
    }

    /// <summary>The changes of one resource.</summary>
    public IReadOnlyList<(long Revision, string Key)> Of(string prefix) =>
        [.. _changes.Where(change => change.Key.StartsWith(prefix, StringComparison.Ordinal))];
}
