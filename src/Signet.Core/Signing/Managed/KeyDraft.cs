namespace Signet.Core.Signing.Managed;

/// <summary>The keys as they would be after the transitions that have been decided so far.</summary>
internal sealed class KeyDraft(IReadOnlyList<ManagedKey> before)
{
    private readonly Dictionary<string, (ManagedKey Key, string Reason)> _changed = new(StringComparer.Ordinal);
    private readonly List<KeyTransition> _others = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>The existing keys with what was changed.</summary>
    public IEnumerable<ManagedKey> Keys => before
        .Where(key => !_removed.Contains(key.KeyId))
        .Select(key => _changed.TryGetValue(key.KeyId, out var changed) ? changed.Key : key);

    /// <summary>Makes a key.</summary>
    public void Create(KeyTransition.Create create) => _others.Add(create);

    /// <summary>Removes a key; earlier changes of it are dropped.</summary>
    public void Remove(ManagedKey key, string reason)
    {
        _removed.Add(key.KeyId);
        _changed.Remove(key.KeyId);
        _others.Add(new KeyTransition.Remove(key, reason));
    }

    /// <summary>Changes a key once more.</summary>
    public void Change(string keyId, Func<ManagedKey, ManagedKey> change, string reason)
    {
        var found = _changed.TryGetValue(keyId, out var earlier);
        var key = found ? earlier.Key : before.First(candidate => candidate.KeyId == keyId);
        _changed[keyId] = (change(key), found ? $"{earlier.Reason}; {reason}" : reason);
    }

    /// <summary>From when some key of an algorithm signs, created ones included; null when none is to.</summary>
    public DateTimeOffset? FirstSignature(JwtAlgorithm algorithm, DateTimeOffset now) => Keys
        .Where(key => key.Algorithm == algorithm && key.EndedAt is null && !(key.SignsUntil <= now))
        .Select(key => key.SignsFrom)
        .Concat(_others.OfType<KeyTransition.Create>().Where(create => create.Algorithm == algorithm).Select(create => create.SignsFrom))
        .Where(from => from is not null)
        .Min();

    /// <summary>What was decided, in the order of the keys.</summary>
    public IReadOnlyList<KeyTransition> ToTransitions() =>
    [
        .. _others,
        .. before.Where(key => _changed.ContainsKey(key.KeyId))
            .Select(key => new KeyTransition.Change(key, _changed[key.KeyId].Key, _changed[key.KeyId].Reason)),
    ];
}
