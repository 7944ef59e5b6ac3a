using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>
/// A store decorator for a replica that is behind: its watch can be held back, and its reads of the revision can be counted, delayed and
/// made to fail.
/// </summary>
internal sealed class LaggingStore(IObjectStore inner, bool isExclusive) : DelegatingStore(inner)
{
    private volatile TaskCompletionSource? _held;
    private volatile TaskCompletionSource? _blocked;
    private int _revisionReads;
    private int _commits;

    /// <inheritdoc/>
    public override bool IsExclusive => isExclusive;

    /// <summary>The number of reads of the revision.</summary>
    public int RevisionReads => Volatile.Read(ref _revisionReads);

    /// <summary>The number of attempted commits.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>Whether reads of the revision fail.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>Whether every commit conflicts.</summary>
    public bool Conflicts { get; set; }

    /// <summary>Delivers no batches until <see cref="ReleaseWatch"/>.</summary>
    public void HoldWatch() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Delivers the batches that were held back.</summary>
    public void ReleaseWatch() => Interlocked.Exchange(ref _held, null)?.SetResult();

    /// <summary>Blocks reads of the revision until <see cref="ReleaseRevision"/>.</summary>
    public void BlockRevision() => _blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes the blocked reads.</summary>
    public void ReleaseRevision() => Interlocked.Exchange(ref _blocked, null)?.SetResult();

    /// <inheritdoc/>
    public override ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _revisionReads);
        return IsUnavailable ? throw new StoreUnavailableException("the test has the store unavailable")
            : _blocked is { } blocked ? ReadLaterAsync(blocked, cancellationToken)
            : Inner.GetRevisionAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in Inner.WatchAsync(prefix, from, cancellationToken))
        {
            if (_held is { } held)
            {
                await held.Task.WaitAsync(cancellationToken);
            }

            yield return batch;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _commits);
        return Conflicts
            ? new CommitResult.Conflict([
                .. (await Task.WhenAll(commit.Compares.Select(async compare => await Inner.GetAsync(compare.Key, cancellationToken)))).OfType<StoredValue>()])
            : await Inner.CommitAsync(commit, cancellationToken);
    }

    private async ValueTask<Revision> ReadLaterAsync(TaskCompletionSource blocked, CancellationToken cancellationToken)
    {
        await blocked.Task.WaitAsync(cancellationToken);
        return await Inner.GetRevisionAsync(cancellationToken);
    }
}
