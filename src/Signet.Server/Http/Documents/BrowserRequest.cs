using Microsoft.AspNetCore.Http;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Documents;

/// <summary>
/// Recognizes the request of a browser for the first page of the server. Clients of the API, which accept JSON or everything, get the list of paths.
/// </summary>
internal static class BrowserRequest
{
    /// <summary>The media type of the page.</summary>
    public const string MediaType = "text/html";

    private static readonly string[] Offered = ["application/json", MediaType];

    /// <summary>Whether the request is a GET of <c>/</c> whose client prefers HTML to JSON.</summary>
    public static bool IsForPage(RequestInfo info, HttpRequest request) =>
        info is { IsResourceRequest: false, Verb: "get", Path: "/" } && MediaRanges.Choose(request, Offered) == MediaType;
}
