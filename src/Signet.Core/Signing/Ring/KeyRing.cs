namespace Signet.Core.Signing.Ring;

/// <summary>
/// The keys of the server: one immutable snapshot, replaced in one step. A request takes the snapshot once and does everything with it.
/// </summary>
/// <param name="initial">The first snapshot.</param>
internal sealed class KeyRing(KeyRingSnapshot initial)
{
    private volatile KeyRingSnapshot _current = initial;

    /// <summary>The snapshot in force.</summary>
    public KeyRingSnapshot Current => _current;

    /// <summary>
    /// Puts another snapshot in force, at any time and from any thread. Reviews that begin afterwards refuse the tokens of keys that it does
    /// not hold; signatures of the keys that it still holds stay remembered.
    /// </summary>
    public void Replace(KeyRingSnapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        _current = next;
    }
}
