using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;

namespace Signet.Server.Http.Cors;

/// <summary>
/// Writes CORS headers. The issuers' documents may be read from every origin; other answers from the origins of
/// <c>--cors-allowed-origins</c>, with kube-apiserver's headers (apiserver, <c>pkg/server/filters/cors.go</c>).
/// </summary>
internal sealed class CorsPolicy(IReadOnlyList<Regex> origins, IssuerDocuments documents)
{
    /// <summary>The maximum length of an origin (scheme, host, port) that is matched.</summary>
    private const int MaxOriginLength = 1024;

    /// <summary>Writes the CORS headers; returns the answer to a preflight request, else null.</summary>
    internal Answer? Apply(ReceivedRequest request)
    {
        var http = request.Http;
        if (!request.Info.IsResourceRequest && documents.Find(request.Info.Path) is not null)
        {
            return ApplyToDocument(http);
        }

        if (origins.Count == 0)
        {
            return null;
        }

        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length is 0 or > MaxOriginLength || !IsAllowed(origin))
        {
            return null;
        }

        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "POST, GET, OPTIONS, PUT, DELETE, PATCH";
        headers.AccessControlAllowHeaders = "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, X-Requested-With, If-Modified-Since";
        headers.AccessControlExposeHeaders = "Date";
        headers.AccessControlAllowCredentials = "true";
        return HttpMethods.IsOptions(request.Method) ? new Answer.Empty(StatusCodes.Status204NoContent) : null;
    }

    /// <summary>The headers do not depend on the origin, because these answers are cached.</summary>
    private Answer.Empty? ApplyToDocument(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        if (!documents.ArePublished || !HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.Origin.Count == 0 ||
            http.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return null;
        }

        headers.AccessControlAllowMethods = "GET, HEAD, OPTIONS";
        headers.AccessControlAllowHeaders = "*, Authorization";
        headers.AccessControlMaxAge = "3600";
        return new Answer.Empty(StatusCodes.Status204NoContent);
    }

    private bool IsAllowed(string origin)
    {
        foreach (var pattern in origins)
        {
            if (pattern.IsMatch(origin))
            {
                return true;
            }
        }

        return false;
    }
}
