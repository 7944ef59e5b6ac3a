using Signet.Server.Endpoints;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Tests.Hosting;

/// <summary>An endpoint with a configured answer, which reports when it is reached.</summary>
internal sealed class EndpointFor(Func<ApiRequest, CancellationToken, ValueTask<Answer>> answer) : IEndpoint
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a request arrives.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Does not answer until it is cancelled.</summary>
    public static EndpointFor Hang() => new(async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("not reached");
    });

    public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return answer(request, cancellationToken);
    }
}
