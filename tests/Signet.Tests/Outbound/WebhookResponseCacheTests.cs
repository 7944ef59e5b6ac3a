using Microsoft.Extensions.Time.Testing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Outbound;

namespace Signet.Tests.Outbound;

/// <summary>The number of requests that a webhook receives.</summary>
public sealed class WebhookResponseCacheTests
{
    private static readonly WebhookCacheKey Question = new(TokenHash.Of("a"), 0);
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<WebhookResponse<string>> _answer = new();
    private readonly WebhookResponseCache<string> _answers;
    private int _asked;

    public WebhookResponseCacheTests() => _answers = new(16, _time);

    [Fact]
    public async Task GetOrAdd_EqualConcurrentRequests_AreSentOnce()
    {
        var waiting = Enumerable.Range(0, 50).Select(_ => AskAsync()).ToArray();
        var other = _answers.GetOrAddAsync(
            new WebhookCacheKey(TokenHash.Of("b"), 0), () => Task.FromResult(new WebhookResponse<string>("other", TimeSpan.Zero)), default);

        _answer.SetResult(new("yes", TimeSpan.Zero));

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal("yes", answer));
        Assert.Equal("other", await other);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task GetOrAdd_FirstCallerCancelled_OtherGetsTheResponseAndItIsCached()
    {
        using var leaving = new CancellationTokenSource();
        var first = AskAsync(leaving.Token);
        var second = AskAsync();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        _answer.SetResult(new("yes", TimeSpan.FromSeconds(1)));

        Assert.Equal("yes", await second);
        Assert.Equal("yes", await AskAsync());
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(10, 9, 1)]
    [InlineData(10, 10, 2)]
    public async Task GetOrAdd_CachedResponseExpired_IsSentAgain(int lifetime, int seconds, int expected)
    {
        _answer.SetResult(new("yes", TimeSpan.FromSeconds(lifetime)));
        Assert.Equal("yes", await AskAsync());

        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal("yes", await AskAsync());

        Assert.Equal(expected, _asked);
    }

    [Fact]
    public async Task GetOrAdd_AfterAFailure_IsSentAgain()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _answers.GetOrAddAsync(Question, () => Task.FromException<WebhookResponse<string>>(new InvalidOperationException()), default).AsTask());

        _answer.SetResult(new("yes", TimeSpan.Zero));

        Assert.Equal("yes", await AskAsync());
    }

    [Fact]
    public async Task GetOrAdd_TargetChanged_IsSentAgain()
    {
        _answer.SetResult(new("yes", TimeSpan.FromMinutes(5)));
        await AskAsync();

        var other = await _answers.GetOrAddAsync(
            Question with { Generation = 1 }, () => Task.FromResult(new WebhookResponse<string>("no", TimeSpan.Zero)), default);
        Assert.Equal("no", other);
        Assert.Equal("yes", await AskAsync());
        Assert.Equal(1, _asked);
    }

    private Task<string> AskAsync(CancellationToken cancellationToken = default) => _answers.GetOrAddAsync(
        Question,
        () =>
        {
            Interlocked.Increment(ref _asked);
            return _answer.Task;
        },
        cancellationToken).AsTask();
}
