namespace Signet.Core.Signing.Managed.Sealing;

/// <summary>The key-encryption keys of a server: the first one seals, all of them open.</summary>
internal sealed class KeyEncryptionKeys
{
    private readonly IReadOnlyList<KeyEncryptionKey> _keys;

    /// <summary>Takes at least one key.</summary>
    public KeyEncryptionKeys(IReadOnlyList<KeyEncryptionKey> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        _keys = keys;
    }

    /// <summary>Seals.</summary>
    public KeyEncryptionKey Primary => _keys[0];

    /// <summary>The ids of all of them, for messages.</summary>
    public string Names => string.Join(", ", _keys.Select(key => key.Name));

    /// <summary>The key of an id, or null.</summary>
    public KeyEncryptionKey? Find(ReadOnlySpan<byte> id)
    {
        foreach (var key in _keys)
        {
            if (key.Id.SequenceEqual(id))
            {
                return key;
            }
        }

        return null;
    }
}
