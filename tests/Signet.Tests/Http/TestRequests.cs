using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Core.Access;
using Signet.Server.Hosting.Services;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;

namespace Signet.Tests.Http;

/// <summary>Requests at each of their stages, without a server.</summary>
internal static class TestRequests
{
    /// <summary>A request as Kestrel passes it.</summary>
    public static DefaultHttpContext Http(string method, string target)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        return http;
    }

    /// <summary>The received stage of a request.</summary>
    public static ReceivedRequest Received(HttpContext http, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        using var deadlines = new RequestDeadlines(new RequestOptions(), clock);
        return new RequestReceiver(IssuerDocuments.None, new CorsPolicy([], IssuerDocuments.None), deadlines, new SystemUidSource(), clock).Receive(http);
    }

    /// <summary>The identified stage of a user's request.</summary>
    public static IdentifiedRequest Identified(HttpContext http, UserInfo? user = null, TimeProvider? time = null)
    {
        var sender = user ?? KnownUsers.Anonymous;
        return new IdentifiedRequest(new AuthenticatedRequest(Received(http, time), sender), sender);
    }

    /// <summary>The authorized stage, which endpoints answer.</summary>
    public static ApiRequest Authorized(HttpContext http, UserInfo? user = null, TimeProvider? time = null) =>
        new(Identified(http, user, time), AuthorizationDecision.Allow);
}
