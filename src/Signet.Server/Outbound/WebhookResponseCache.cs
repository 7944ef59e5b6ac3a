using System.Collections.Concurrent;
using Signet.Core.Primitives;

namespace Signet.Server.Outbound;

/// <summary>
/// A webhook's answers by question: remembered for a while, and equal questions at the same time are asked once. Whoever stops waiting
/// does not take the answer from the others.
/// </summary>
/// <param name="capacity">The most answers that are remembered.</param>
/// <param name="time">For when an answer is too old.</param>
internal sealed class WebhookResponseCache<TAnswer>(int capacity, TimeProvider time)
{
    private readonly RecentCache<WebhookCacheKey, Remembered> _remembered = new(capacity);
    private readonly ConcurrentDictionary<WebhookCacheKey, Lazy<Task<TAnswer>>> _asked = new();

    /// <summary>The remembered answer, or the one that somebody is being given already, or a new one.</summary>
    /// <param name="question">All that is asked.</param>
    /// <param name="ask">Asks; a failure is an answer that is not remembered.</param>
    /// <param name="cancellationToken">Stops waiting; the question stays asked.</param>
    public ValueTask<TAnswer> GetOrAddAsync(WebhookCacheKey question, Func<Task<WebhookResponse<TAnswer>>> ask, CancellationToken cancellationToken) =>
        Find(question) is { } found
            ? new(found.Answer)
            : new(_asked.GetOrAdd(question, asked => new(() => AskOnceAsync(asked, ask))).Value.WaitAsync(cancellationToken));

    private Remembered? Find(WebhookCacheKey question) => _remembered.Find(question) is { } found && time.GetUtcNow() < found.Until ? found : null;

    private async Task<TAnswer> AskOnceAsync(WebhookCacheKey question, Func<Task<WebhookResponse<TAnswer>>> ask)
    {
        try
        {
            // The one before may have been answered since it was looked for: what it was told is remembered before it is no longer asked.
            if (Find(question) is { } found)
            {
                return found.Answer;
            }

            var (answer, lifetime) = await ask().ConfigureAwait(false);
            if (lifetime > TimeSpan.Zero)
            {
                _remembered.Set(question, new Remembered(answer, time.GetUtcNow() + lifetime));
            }

            return answer;
        }
        finally
        {
            _asked.TryRemove(question, out _);
        }
    }

    private sealed record Remembered(TAnswer Answer, DateTimeOffset Until);
}
