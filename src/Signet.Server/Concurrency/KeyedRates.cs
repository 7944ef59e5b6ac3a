using System.Collections.Concurrent;

namespace Signet.Server.Concurrency;

/// <summary>
/// A <see cref="TokenBucket"/> for each key. The number of buckets is limited: full ones are removed, as they are the same as new ones. Safe for concurrent use; taking
/// from a known bucket takes no lock.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="perSecond">The rate of each bucket.</param>
/// <param name="burst">How many tokens each bucket holds.</param>
/// <param name="maxKeys">How many buckets are kept. Beyond them the keys share one bucket for as long as all are in use.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyedRates<TKey>(double perSecond, int burst, int maxKeys, TimeProvider time)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();
    private readonly TokenBucket _shared = new(perSecond, burst, time);
    private readonly Lock _lock = new();

    /// <summary>When full buckets were last removed, as a timestamp.</summary>
    private long _trimmedAt = time.GetTimestamp();

    /// <summary>The number of buckets.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes a token of a key if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="retryAfter">When there will be one; zero when it was taken.</param>
    public bool TryTake(TKey key, out TimeSpan retryAfter)
    {
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            bucket = Add(key);
        }

        return bucket.TryTake(out retryAfter);
    }

    private TokenBucket Add(TKey key)
    {
        lock (_lock)
        {
            if (_buckets.TryGetValue(key, out var bucket))
            {
                return bucket;
            }

            if (_buckets.Count >= maxKeys)
            {
                Trim();
            }

            if (_buckets.Count >= maxKeys)
            {
                return _shared;
            }

            return _buckets[key] = new TokenBucket(perSecond, burst, time);
        }
    }

    /// <summary>Removes full buckets, at most once per second: it visits all of them.</summary>
    private void Trim()
    {
        if (time.GetElapsedTime(_trimmedAt) < TimeSpan.FromSeconds(1))
        {
            return;
        }

        _trimmedAt = time.GetTimestamp();
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.IsFull)
            {
                _buckets.TryRemove(key, out _);
            }
        }
    }
}
