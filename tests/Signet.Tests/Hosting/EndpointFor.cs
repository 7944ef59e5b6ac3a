using Signet.Server.Endpoints;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Tests.Hosting;

/// <summary>An endpoint that answers as a test says, and tells when it was reached.</summary>
internal sealed class EndpointFor(Func<ApiRequest, CancellationToken, ValueTask<Answer>> answer) : IEndpoint
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a request is here.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Never answers, until it is cancelled.</summary>
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
