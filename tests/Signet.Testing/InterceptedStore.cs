using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>
/// A store decorator for races and faults: a test can run code between decision and commit, let commits fail, and lose their answers.
/// </summary>
internal sealed class InterceptedStore(IObjectStore inner) : DelegatingStore(inner)
{
    private Func<Commit, Task<bool>>? _before;

    /// <summary>The outcome of each commit; null makes all of them.</summary>
    public Func<Commit, CommitFate>? Fate { get; set; }

    /// <summary>Whether every call but a watch fails.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>Runs a function once, just before the first commit with a matching operation.</summary>
    /// <returns>A function that returns whether it has run.</returns>
    public Func<bool> Before(Predicate<StoreOperation> isMatch, Func<Task> change)
    {
        var hasRun = false;
        _before = async commit =>
        {
            if (!commit.Operations.Any(operation => isMatch(operation)))
            {
                return false;
            }

            await change();
            return hasRun = true;
        };
        return () => hasRun;
    }

    /// <inheritdoc/>
    public override async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        Check();
        if (Interlocked.Exchange(ref _before, null) is { } before && !await before(commit))
        {
            _before = before;
        }

        var fate = Fate?.Invoke(commit) ?? CommitFate.Made;
        if (fate == CommitFate.Failed)
        {
            throw new StoreUnavailableException("the test lets the commit fail");
        }

        var result = await Inner.CommitAsync(commit, cancellationToken);
        return fate == CommitFate.AnswerLost ? throw new StoreUnavailableException("the test loses the answer") : result;
    }

    /// <inheritdoc/>
    public override ValueTask CheckAsync(CancellationToken cancellationToken) => Check().CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => Check().GetRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => Check().GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => Check().RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => Check().CompactAsync(before, cancellationToken);

    private IObjectStore Check() => IsUnavailable ? throw new StoreUnavailableException("the test has the store unavailable") : Inner;
}
