using System.Collections.Concurrent;

namespace Signet.Core.Primitives;

/// <summary>
/// Remembers values by key, as many as are allowed. Two generations: when the young one is full it becomes the old one and the old one
/// goes, so what is used stays and the size is bounded, whoever sends what.
/// </summary>
/// <param name="capacity">The most entries.</param>
internal sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly int _generation = Math.Max(1, capacity / 2);
    private readonly Lock _rotation = new();
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    /// <summary>How many entries are remembered.</summary>
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

    /// <summary>Remembers a value.</summary>
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

    /// <summary>Forgets a key.</summary>
    public void Remove(TKey key)
    {
        Volatile.Read(ref _young).TryRemove(key, out _);
        Volatile.Read(ref _old).TryRemove(key, out _);
    }
}
