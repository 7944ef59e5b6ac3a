using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>Answers authorized requests.</summary>
internal interface IEndpoint
{
    /// <summary>The answer. Expected failures are answers, too.</summary>
    ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken);
}
