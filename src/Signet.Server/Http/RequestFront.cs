using Microsoft.AspNetCore.Http;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;

namespace Signet.Server.Http;

/// <summary>What becomes of a request before it is asked who sends it.</summary>
public sealed class RequestFront(IssuerDocuments documents, CorsPolicy cors)
{
    /// <summary>Reads a request's line.</summary>
    public ApiRequest Read(HttpContext http, DateTimeOffset now) => ApiRequest.Read(http, now, documents);

    /// <summary>Writes the headers for scripts of web pages; answers a browser that asks for nothing else, which has no credentials then.</summary>
    public Answer? AnswerPreflight(ApiRequest request) => cors.Apply(request);
}
