using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Signet.Core.Primitives;
using Signet.Core.Tokens;

namespace Signet.Server.Http.Outbound;

/// <summary>
/// What a webhook has answered, under the hash of what it was asked, for as long as each answer counts. Who asks what is just being asked
/// waits for that answer. A failure is told to all who wait for it, and not remembered.
/// </summary>
/// <param name="capacity">The most answers.</param>
/// <param name="time">How long they have been remembered.</param>
internal sealed class WebhookAnswers<TAnswer>(int capacity, TimeProvider time)
{
    private readonly RecentCache<TokenHash, Remembered> _remembered = new(capacity);
    private readonly ConcurrentDictionary<TokenHash, Lazy<Task<TAnswer>>> _asked = new();

    /// <summary>The answer that still counts, if there is one.</summary>
    public bool TryFind(TokenHash question, [MaybeNullWhen(false)] out TAnswer answer)
    {
        if (_remembered.Find(question) is { } found && time.GetUtcNow() < found.Until)
        {
            answer = found.Answer;
            return true;
        }

        answer = default;
        return false;
    }

    /// <summary>Asks, or waits for the answer to the same question.</summary>
    /// <param name="question">The hash of the question.</param>
    /// <param name="askAsync">Asks, for all who wait; the answer, and for how long it counts.</param>
    /// <param name="cancellationToken">Gives up waiting; others may still wait.</param>
    public Task<TAnswer> AskAsync(TokenHash question, Func<Task<(TAnswer Answer, TimeSpan Lifetime)>> askAsync, CancellationToken cancellationToken) =>
        _asked.GetOrAdd(question, new Lazy<Task<TAnswer>>(() => AskOnceAsync(question, askAsync))).Value.WaitAsync(cancellationToken);

    private async Task<TAnswer> AskOnceAsync(TokenHash question, Func<Task<(TAnswer Answer, TimeSpan Lifetime)>> askAsync)
    {
        try
        {
            var (answer, lifetime) = await askAsync().ConfigureAwait(false);
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
