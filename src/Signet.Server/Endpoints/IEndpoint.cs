using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>Answers requests that are authenticated and authorized.</summary>
internal interface IEndpoint
{
    /// <summary>The answer; what can be expected to fail is one too.</summary>
    ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken);
}
