using System.Collections.Concurrent;
using Signet.Server.Endpoints;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Testing;

namespace Signet.Tests.FlowControl;

/// <summary>Answers each request when the test says so.</summary>
internal sealed class HeldEndpoint : IEndpoint
{
    private readonly ConcurrentQueue<(string User, TaskCompletionSource<Answer> Answer)> _held = new();
    private readonly SemaphoreSlim _arrived = new(0);

    /// <summary>How many requests are held.</summary>
    public int Count => _held.Count;

    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Enqueue((request.User.Name, answer));
        _arrived.Release();
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for the next request; its user, and what answers it.</summary>
    public async Task<(string User, TaskCompletionSource<Answer> Answer)> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(Patience.Limit));
        Assert.True(_held.TryDequeue(out var next));
        return next;
    }

    /// <summary>Answers the next request with a text; its user.</summary>
    public async Task<string> AnswerNextAsync()
    {
        var (user, answer) = await NextAsync();
        answer.SetResult(new Answer.Text(200, user));
        return user;
    }
}
