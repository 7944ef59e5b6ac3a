using Signet.Core.Primitives;

namespace Signet.Core.Signing.Ring;

/// <summary>
/// The keys of the server: an immutable snapshot that is replaced atomically. A request reads the snapshot once.
/// </summary>
/// <param name="initial">The first snapshot.</param>
internal sealed class KeyRing(KeyRingSnapshot initial)
{
    private volatile KeyRingSnapshot _current = initial;
    private readonly ChangeSignal _changed = new();

    /// <summary>The current snapshot.</summary>
    public KeyRingSnapshot Current => _current;

    /// <summary>
    /// Fetches the keys again from a source outside of this process, which may have newer ones; the source limits the rate. Null for sources whose newest
    /// keys are always in force.
    /// </summary>
    public Func<CancellationToken, ValueTask>? Refetch { get; init; }

    /// <summary>Looks for newer keys when a token names a key that a snapshot does not have.</summary>
    /// <returns>Whether another snapshot than <paramref name="seen"/> is in force.</returns>
    public async ValueTask<bool> RefreshAsync(KeyRingSnapshot seen, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_current, seen) && Refetch is { } refetch)
        {
            await refetch(cancellationToken).ConfigureAwait(false);
        }

        return !ReferenceEquals(_current, seen);
    }

    /// <summary>
    /// Replaces the snapshot. Thread-safe. Reviews that begin afterwards refuse tokens of keys that are not in the new snapshot; cached signatures
    /// of keys that stay remain valid.
    /// </summary>
    public void Replace(KeyRingSnapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        _current = next;
        _changed.Fire();
    }

    /// <summary>Waits for the next replacement. A caller takes the task before it reads <see cref="Current"/>, and misses nothing.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => _changed.Next.WaitAsync(cancellationToken);
}
