using System.Collections.Frozen;

namespace Signet.Core.Signing;

/// <summary>The keys that tokens are verified with, in the order in which the JWKS publishes them. Immutable.</summary>
public sealed class KeySetSnapshot
{
    private readonly FrozenDictionary<string, VerificationKey> _byId;

    /// <summary>Takes keys; of the same key given twice the first counts.</summary>
    public KeySetSnapshot(IEnumerable<VerificationKey> keys)
    {
        Keys = [.. keys.DistinctBy(key => key.KeyId)];
        _byId = Keys.ToFrozenDictionary(key => key.KeyId, StringComparer.Ordinal);
    }

    /// <summary>All keys.</summary>
    public IReadOnlyList<VerificationKey> Keys { get; }

    /// <summary>The key of an id, or null.</summary>
    public VerificationKey? Find(string keyId) => _byId.GetValueOrDefault(keyId);
}
