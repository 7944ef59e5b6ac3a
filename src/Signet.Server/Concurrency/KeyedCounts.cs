namespace Signet.Server.Concurrency;

/// <summary>Limits the number of things, altogether and for each owner. Safe for concurrent use; its size is that of the owners that have any.</summary>
/// <param name="maxCount">The maximum altogether.</param>
/// <param name="maxPerKey">The maximum of each owner.</param>
internal sealed class KeyedCounts<TKey>(int maxCount, int maxPerKey)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _byKey = [];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>The number of things.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of owners that have any.</summary>
    public int KeyCount
    {
        get
        {
            lock (_lock)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>Counts a thing; false when there are too many.</summary>
    /// <param name="key">The owner.</param>
    /// <param name="isExempt">Whether the limits do not hold for the owner.</param>
    public bool TryAdd(TKey key, bool isExempt = false)
    {
        lock (_lock)
        {
            var own = _byKey.GetValueOrDefault(key);
            if (!isExempt && (_count >= maxCount || own >= maxPerKey))
            {
                return false;
            }

            _byKey[key] = own + 1;
            _count++;
            return true;
        }
    }

    /// <summary>A thing that was counted has ended.</summary>
    public void Remove(TKey key)
    {
        lock (_lock)
        {
            _count--;
            if (_byKey[key] == 1)
            {
                _byKey.Remove(key);
            }
            else
            {
                _byKey[key]--;
            }
        }
    }
}
