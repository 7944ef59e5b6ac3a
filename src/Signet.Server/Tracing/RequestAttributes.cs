using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Signet.Core.Tracing;
using Signet.Server.Http;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Tracing;

/// <summary>
/// The attributes of a request's span: OpenTelemetry's HTTP semantic conventions, and kube-apiserver's <c>audit-id</c>, <c>verb</c>, <c>api-group</c>,
/// <c>api-version</c>, <c>resource</c> and <c>subresource</c>. Names and routes are of a fixed set; there is no user, namespace, object name, path or query.
/// </summary>
/// <param name="isServed">Whether a resource is served, by group, version, resource and subresource.</param>
/// <param name="address">The server's address: host and port.</param>
internal sealed class RequestAttributes(Func<RequestInfo, bool> isServed, string address)
{
    private const string OtherMethod = "_OTHER";

    private readonly (string Host, int? Port) _address = Uri.TryCreate("https://" + address, UriKind.Absolute, out var uri) ? (uri.Host, uri.Port) : (address, null);

    /// <summary>Sets what is known from the head of a request.</summary>
    public void Begin(Activity span, ReceivedRequest request)
    {
        var (info, method) = (request.Info, MethodOf(request.Method));
        span.SetTag("http.request.method", method);
        span.SetTag("url.scheme", "https");
        span.SetTag("server.address", _address.Host);
        span.SetTag("server.port", _address.Port);
        span.SetTag("network.protocol.version", request.Http.Request.Protocol is "HTTP/2" ? "2" : "1.1");
        span.SetTag("audit-id", TokenMask.Apply(request.AuditId));
        if (info.IsResourceRequest && isServed(info))
        {
            span.SetTag("verb", info.Verb);
            span.SetTag("api-group", info.ApiGroup);
            span.SetTag("api-version", info.ApiVersion);
            span.SetTag("resource", info.Resource);
            span.SetTag("subresource", info.Subresource.Length > 0 ? info.Subresource : null);
        }

        var route = RouteOf(info);
        span.SetTag("http.route", route);
        span.DisplayName = $"{(method == OtherMethod ? "HTTP" : method)} {route ?? "other"}";
    }

    /// <summary>Sets the outcome.</summary>
    public static void EndWith(Activity span, int code, RequestEnd end)
    {
        if (code > 0)
        {
            span.SetTag("http.response.status_code", code);
        }

        if (end != RequestEnd.Answered)
        {
            span.SetTag("signet.request.end", end.ToString());
        }

        if (end is RequestEnd.Failed or RequestEnd.TimedOut || code >= StatusCodes.Status500InternalServerError)
        {
            Spans.Fail(span, code > 0 ? code.ToString(CultureInfo.InvariantCulture) : end.ToString());
        }
    }

    /// <summary>Sets the outcome.</summary>
    public static void End(Activity span, in RequestOutcome outcome) => EndWith(span, outcome.Code, outcome.End);

    private static string MethodOf(string method) =>
        method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" ? method : OtherMethod;

    /// <summary>The path with placeholders; null for a path that is not served.</summary>
    private string? RouteOf(RequestInfo info)
    {
        if (!info.IsResourceRequest)
        {
            return info.PathClass switch
            {
                PathClass.Health => "/{health}",
                PathClass.Discovery => "/{discovery}",
                PathClass.OpenApi => "/openapi/{document}",
                PathClass.OpenId => "/{openid}",
                PathClass.Version => "/version",
                _ => null,
            };
        }

        if (!isServed(info))
        {
            return null;
        }

        var group = info.ApiGroup.Length > 0 ? $"/apis/{info.ApiGroup}" : "/api";
        var space = info.Namespace.Length > 0 && info.Resource != "namespaces" ? "/namespaces/{namespace}" : "";
        return $"{group}/{info.ApiVersion}{space}/{info.Resource}{(info.NameInPath.Length > 0 ? "/{name}" : "")}{(info.Subresource.Length > 0 ? "/" + info.Subresource : "")}";
    }
}
