using Signet.Core.Primitives;

namespace Signet.Testing;

/// <summary>Consecutive uids, the same in every run.</summary>
internal sealed class CountingUids : IUidSource
{
    private int _count;

    /// <inheritdoc/>
    public Guid Next() => new(Interlocked.Increment(ref _count), 0, 0, new byte[8]);
}
