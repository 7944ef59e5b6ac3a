using System.Collections.Frozen;

namespace Signet.Core.Signing.Ring;

/// <summary>
/// All keys that are in force together: what signs, what verifies, what is published, and for how long. Immutable, and valid by
/// construction. docs/decisions/0018-keys-are-one-ring.md.
/// </summary>
internal sealed class KeyRingSnapshot
{
    private readonly FrozenDictionary<string, RingKey> _byId;
    private volatile KeyRingPhase? _phase;

    /// <summary>Makes a snapshot.</summary>
    /// <exception cref="KeyRingException">The definition breaks a rule (<see cref="KeyRingRules"/>).</exception>
    public KeyRingSnapshot(KeyRingDefinition definition)
    {
        KeyRingRules.Require(definition);
        Keys = [.. definition.Keys.DistinctBy(key => key.KeyId, StringComparer.Ordinal)];
        MaxAge = definition.MaxAge;
        MaxLifetime = definition.MaxLifetime;
        _byId = Keys.ToFrozenDictionary(key => key.KeyId, StringComparer.Ordinal);
        Signer = new SnapshotSigner(definition.Signers, this);
        SigningAlgorithms = AlgorithmsOf(definition.Signers);
    }

    /// <summary>All keys, each id once.</summary>
    public IReadOnlyList<RingKey> Keys { get; }

    /// <summary>Signs with the right key of the snapshot, and returns only signatures of its published keys.</summary>
    public IJwtSigner Signer { get; }

    /// <summary>The names of the algorithms that new tokens may be signed with, in alphabetical order.</summary>
    public IReadOnlyList<string> SigningAlgorithms { get; }

    /// <summary>The <c>max-age</c> of the public documents.</summary>
    public TimeSpan MaxAge { get; }

    /// <summary>The longest lifetime of any token that is signed with the snapshot.</summary>
    public TimeSpan MaxLifetime { get; }

    /// <summary>An object that stands for the snapshot and does not keep it in memory: compared by reference.</summary>
    public object Stamp { get; } = new();

    /// <summary>The key of an id, or null. Whether it verifies now is for the caller to ask.</summary>
    public RingKey? Find(string keyId) => _byId.GetValueOrDefault(keyId);

    /// <summary>What is published and verifies at a time. The same instance until a window opens or closes.</summary>
    public KeyRingPhase At(DateTimeOffset now)
    {
        var phase = _phase;
        if (phase is null || !phase.Contains(now))
        {
            _phase = phase = KeyRingPhase.Of(this, now);
        }

        return phase;
    }

    /// <summary>A signer that chooses its key may use any algorithm that is published.</summary>
    private IReadOnlyList<string> AlgorithmsOf(IReadOnlyList<RingSigner> signers) =>
    [
        .. Keys.Where(key => signers.Any(signer => signer.KeyId is null ? key.IsInKeySet : signer.KeyId == key.KeyId))
            .Select(key => key.Key.Algorithm.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
