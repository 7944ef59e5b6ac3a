using System.Collections.Concurrent;

namespace Signet.Core.Primitives;

/// <summary>
/// A bounded cache with two generations: when the young one is full, it replaces the old one. Entries that are used move to the young
/// generation and stay. Safe for concurrent use.
/// </summary>
/// <param name="capacity">The max number of entries.</param>
internal sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly int _generation = Math.Max(1, capacity / 2);
    private readonly Lock _rotation = new();
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    public int Count => Volatile.Read(ref _young).Count + Volatile.Read(ref _old).Count;

    /// <summary>The value of a key, or null.</summary>
    public TValue? Find(TKey key)
    {
        if (Volatile.Read(ref _young).TryGetValue(key, out var found))
        {
            return found;
        }

        if (!Volatile.Read(ref _old).TryGetValue(key, out found))
        {
            return null;
        }

        Set(key, found);
        return found;
    }

    public void Set(TKey key, TValue value)
    {
        var young = Volatile.Read(ref _young);
        if (young.Count >= _generation)
        {
            lock (_rotation)
            {
                if (ReferenceEquals(young, _young))
                {
                    Volatile.Write(ref _old, young);
                    Volatile.Write(ref _young, new ConcurrentDictionary<TKey, TValue>());
                }

                young = _young;
            }
        }

        young[key] = value;
    }

    public void Remove(TKey key)
    {
        Volatile.Read(ref _young).TryRemove(key, out _);
        Volatile.Read(ref _old).TryRemove(key, out _);
    }
}
