using Microsoft.Extensions.Time.Testing;
using Signet.Core.Tokens;
using Signet.Server.Http.Outbound;

namespace Signet.Tests.Http.Outbound;

public sealed class WebhookAnswersTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TokenHash Question = TokenHash.Of("question");
    private readonly FakeTimeProvider _time = new();
    private readonly WebhookAnswers<string> _answers;
    private int _asked;

    public WebhookAnswersTests() => _answers = new(16, _time);

    [Fact]
    public async Task Ask_WhileTheSameIsAsked_WaitsForOneAnswer()
    {
        var answer = new TaskCompletionSource<string>();
        var waiting = Enumerable.Range(0, 8).Select(_ => AskAsync(answer.Task)).ToArray();

        Assert.False(_answers.TryFind(Question, out _));
        answer.SetResult("yes");

        Assert.All(await Task.WhenAll(waiting), told => Assert.Equal("yes", told));
        Assert.Equal(1, _asked);
        Assert.True(_answers.TryFind(Question, out var remembered));
        Assert.Equal("yes", remembered);
    }

    [Fact]
    public async Task Ask_OneGivesUp_TheOthersAreTold()
    {
        using var impatient = new CancellationTokenSource();
        var answer = new TaskCompletionSource<string>();
        var first = AskAsync(answer.Task, cancellationToken: impatient.Token);
        var second = AskAsync(answer.Task);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult("yes");

        Assert.Equal("yes", await second);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Ask_Failing_IsToldToAllAndAskedAgain()
    {
        var failing = new TaskCompletionSource<string>();
        var waiting = new[] { AskAsync(failing.Task), AskAsync(failing.Task) };
        failing.SetException(new WebhookFailedException("away"));

        foreach (var told in waiting)
        {
            await Assert.ThrowsAsync<WebhookFailedException>(() => told);
        }

        Assert.False(_answers.TryFind(Question, out _));
        Assert.Equal("back", await AskAsync(Task.FromResult("back")));
        Assert.Equal(2, _asked);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task Find_AfterAWhile_OnlyWhatStillCounts(int seconds, bool counts)
    {
        await AskAsync(Task.FromResult("yes"), lifetime: seconds == 0 ? TimeSpan.Zero : Minute);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(counts, _answers.TryFind(Question, out _));
    }

    private Task<string> AskAsync(Task<string> answer, TimeSpan? lifetime = null, CancellationToken cancellationToken = default) => _answers.AskAsync(
        Question,
        async () =>
        {
            _asked++;
            return (await answer, lifetime ?? Minute);
        },
        cancellationToken);
}
