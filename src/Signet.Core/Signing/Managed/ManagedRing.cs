using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// The key ring of managed keys and of further keys that only verify. When either changes, the ring is made anew and replaced; a state that breaks a
/// rule is refused and changes nothing. Safe for concurrent use.
/// </summary>
internal sealed class ManagedRing
{
    private readonly ManagedKeyRings _rings;
    private readonly Lock _lock = new();
    private StoredKeys _stored;
    private IReadOnlyList<RingKey> _further;

    /// <summary>Makes the first ring.</summary>
    /// <param name="rings">Makes rings.</param>
    /// <param name="stored">The managed keys.</param>
    /// <param name="further">Keys that verify without an end.</param>
    /// <exception cref="ManagedKeyException">A key cannot be opened.</exception>
    /// <exception cref="KeyRingException">No key signs, or the keys break a rule of rings.</exception>
    public ManagedRing(ManagedKeyRings rings, StoredKeys stored, IReadOnlyList<RingKey> further)
    {
        (_rings, _stored, _further) = (rings, stored, further);
        Ring = new KeyRing(rings.Make(stored, further));
    }

    /// <summary>The ring.</summary>
    public KeyRing Ring { get; }

    /// <summary>The managed keys of the ring that is in force.</summary>
    public StoredKeys Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored;
            }
        }
    }

    /// <summary>Puts managed keys in force. An older state than the one in force changes nothing.</summary>
    /// <exception cref="ManagedKeyException">A key cannot be opened.</exception>
    /// <exception cref="KeyRingException">No key signs, or the keys break a rule of rings.</exception>
    public void Use(StoredKeys stored)
    {
        lock (_lock)
        {
            if (stored.Modified >= _stored.Modified)
            {
                var next = _rings.Make(stored, _further);
                _stored = stored;
                Ring.Replace(next);
            }
        }
    }

    /// <summary>
    /// The store has another history, whose revisions cannot be compared with that of the state in force: the next state replaces it, whatever its revision.
    /// </summary>
    public void BeginHistory()
    {
        lock (_lock)
        {
            _stored = _stored with { Modified = Revision.Zero };
        }
    }

    /// <summary>Puts other further keys in force.</summary>
    /// <exception cref="KeyRingException">The keys break a rule of rings.</exception>
    public void Use(IReadOnlyList<RingKey> further)
    {
        lock (_lock)
        {
            var next = _rings.Make(_stored, further);
            _further = further;
            Ring.Replace(next);
        }
    }
}
