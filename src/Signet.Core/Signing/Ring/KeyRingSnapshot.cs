using System.Collections.Frozen;

namespace Signet.Core.Signing.Ring;

/// <summary>
/// All keys of the server at a point in time, with the windows in which they sign, verify and are published. Immutable; the constructor validates it.
/// See docs/decisions/0018-keys-are-one-ring.md.
/// </summary>
internal sealed class KeyRingSnapshot
{
    private readonly FrozenDictionary<string, RingKey> _byId;
    private readonly FrozenSet<string> _signing;
    private volatile KeyRingPhase? _phase;

    /// <exception cref="KeyRingException">The definition violates <see cref="KeyRingRules"/>.</exception>
    public KeyRingSnapshot(KeyRingDefinition definition)
    {
        KeyRingRules.Require(definition);
        Keys = [.. definition.Keys.DistinctBy(key => key.KeyId, StringComparer.Ordinal)];
        MaxAge = definition.MaxAge;
        MaxLifetime = definition.MaxLifetime;
        _byId = Keys.ToFrozenDictionary(key => key.KeyId, StringComparer.Ordinal);
        Signer = new SnapshotSigner(definition.Signers, this);
        var signing = Keys.Where(key => definition.Signers.Any(signer => signer.KeyId is null ? key.IsInKeySet : signer.KeyId == key.KeyId)).ToList();
        _signing = signing.Select(key => key.KeyId).ToFrozenSet(StringComparer.Ordinal);
        SigningAlgorithms = [.. signing.Select(key => key.Key.Algorithm.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>All keys; ids are unique.</summary>
    public IReadOnlyList<RingKey> Keys { get; }

    /// <summary>Signs with the key that audiences and time determine; returns only signatures of published keys.</summary>
    public IJwtSigner Signer { get; }

    /// <summary>The names of the algorithms that new tokens may be signed with, in alphabetical order.</summary>
    public IReadOnlyList<string> SigningAlgorithms { get; }

    /// <summary>The <c>max-age</c> of the public documents.</summary>
    public TimeSpan MaxAge { get; }

    /// <summary>The max lifetime of tokens that are signed with the snapshot.</summary>
    public TimeSpan MaxLifetime { get; }

    /// <summary>Identifies the snapshot by reference without keeping it in memory.</summary>
    public object Stamp { get; } = new();

    /// <summary>Finds a key by id, or null. The caller must check <see cref="RingKey.VerifiesAt"/>.</summary>
    public RingKey? Find(string keyId) => _byId.GetValueOrDefault(keyId);

    /// <summary>Whether a signer uses the key, at some time. A signer that chooses its key itself may use each published key.</summary>
    public bool HasSigner(string keyId) => _signing.Contains(keyId);

    /// <summary>The phase at a time. The same instance until a window opens or closes.</summary>
    public KeyRingPhase At(DateTimeOffset now)
    {
        var phase = _phase;
        if (phase is null || !phase.Contains(now))
        {
            _phase = phase = KeyRingPhase.Of(this, now);
        }

        return phase;
    }
}
