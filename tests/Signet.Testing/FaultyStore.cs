using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>
/// A store decorator whose calls fail, are delayed, or lose their answers, according to a plan: at random (<see cref="FaultPlan"/>) or as
/// the test decides. <see cref="InterceptedStore"/> is for a change at one point between decision and commit.
/// </summary>
/// <param name="inner">The decorated store.</param>
/// <param name="plan">The fault of each call.</param>
/// <param name="delay">The duration of a delayed call.</param>
internal sealed class FaultyStore(IObjectStore inner, Func<StoreCall, StoreFault> plan, Func<TimeSpan>? delay = null) : DelegatingStore(inner)
{
    private readonly ConcurrentDictionary<StoreFault, int> _counts = new();

    public FaultyStore(IObjectStore inner, FaultPlan plan)
        : this(inner, plan.Choose, plan.NextDelay)
    {
    }

    /// <summary>Whether faults happen.</summary>
    public bool IsFaulty { get; set; } = true;

    /// <summary>The number of times that each fault has happened.</summary>
    public IReadOnlyDictionary<StoreFault, int> Counts => _counts;

    /// <inheritdoc/>
    public override ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) =>
        CallAsync(StoreCall.GetRevision, () => Inner.GetRevisionAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(StoreCall.Get, () => Inner.GetAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
        CallAsync(StoreCall.Range, () => Inner.RangeAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        CallAsync(StoreCall.Commit, () => Inner.CommitAsync(commit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CheckAsync(CancellationToken cancellationToken) => await CallAsync(
        StoreCall.Check,
        async () =>
        {
            await Inner.CheckAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => await CallAsync(
        StoreCall.Compact,
        async () =>
        {
            await Inner.CompactAsync(before, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync(StoreCall.Watch, () => new ValueTask<bool>(true), cancellationToken);
        await foreach (var batch in Inner.WatchAsync(prefix, from, cancellationToken))
        {
            var fault = Next(StoreCall.Batch);
            if (fault == StoreFault.Compacted)
            {
                throw new RevisionCompactedException(batch.Revision);
            }

            await FailBeforeAsync(fault, StoreCall.Batch, cancellationToken);
            yield return batch;
            FailBehind(fault, StoreCall.Batch);
        }
    }

    private async ValueTask<T> CallAsync<T>(StoreCall call, Func<ValueTask<T>> make, CancellationToken cancellationToken)
    {
        var fault = Next(call);
        await FailBeforeAsync(fault, call, cancellationToken);
        var result = await make();
        FailBehind(fault, call);
        return result;
    }

    private StoreFault Next(StoreCall call)
    {
        var fault = IsFaulty ? plan(call) : StoreFault.None;
        if (fault != StoreFault.None)
        {
            _counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
        }

        return fault;
    }

    private async ValueTask FailBeforeAsync(StoreFault fault, StoreCall call, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case StoreFault.Failed:
                throw new StoreUnavailableException($"the test lets {call} fail");
            case StoreFault.Unexpected:
                throw new InvalidOperationException($"the test lets {call} fail unexpectedly");
            case StoreFault.Delayed:
                await Task.Delay(delay?.Invoke() ?? TimeSpan.Zero, cancellationToken);
                break;
        }
    }

    private static void FailBehind(StoreFault fault, StoreCall call)
    {
        if (fault == StoreFault.AnswerLost)
        {
            throw new StoreUnavailableException($"the test loses the answer of {call}");
        }
    }
}
