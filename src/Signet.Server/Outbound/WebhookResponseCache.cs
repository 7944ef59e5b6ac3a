using System.Collections.Concurrent;
using Signet.Core.Primitives;

namespace Signet.Server.Outbound;

/// <summary>
/// Caches the responses of a webhook by request. Equal concurrent requests are sent once; a caller that stops waiting does not cancel the request of
/// the others.
/// </summary>
/// <param name="capacity">The maximum number of cached responses.</param>
/// <param name="time">The clock of expiry.</param>
internal sealed class WebhookResponseCache<TValue>(int capacity, TimeProvider time)
{
    private readonly RecentCache<WebhookCacheKey, CachedValue> _cached = new(capacity);
    private readonly ConcurrentDictionary<WebhookCacheKey, Lazy<Task<TValue>>> _inFlight = new();

    /// <summary>Returns the cached response, or the result of the request that is in flight, or sends a new request.</summary>
    /// <param name="key">The cache key: a hash of the whole request.</param>
    /// <param name="send">Sends the request. A failure is a response with lifetime zero.</param>
    /// <param name="cancellationToken">Stops waiting; the request continues.</param>
    public ValueTask<TValue> GetOrAddAsync(WebhookCacheKey key, Func<Task<WebhookResponse<TValue>>> send, CancellationToken cancellationToken) =>
        Find(key) is { } found
            ? new(found.Value)
            : new(_inFlight.GetOrAdd(key, sent => new(() => SendOnceAsync(sent, send))).Value.WaitAsync(cancellationToken));

    private CachedValue? Find(WebhookCacheKey key) => _cached.Find(key) is { } found && time.GetUtcNow() < found.Until ? found : null;

    private async Task<TValue> SendOnceAsync(WebhookCacheKey key, Func<Task<WebhookResponse<TValue>>> send)
    {
        try
        {
            // The previous request may have completed since the first look-up: its response is cached before it leaves _inFlight.
            if (Find(key) is { } found)
            {
                return found.Value;
            }

            var (value, lifetime) = await send().ConfigureAwait(false);
            if (lifetime > TimeSpan.Zero)
            {
                _cached.Set(key, new CachedValue(value, time.GetUtcNow() + lifetime));
            }

            return value;
        }
        finally
        {
            _inFlight.TryRemove(key, out _);
        }
    }

    private sealed record CachedValue(TValue Value, DateTimeOffset Until);
}
