using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Core.Tracing;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;

namespace Signet.Server.Tracing;

/// <summary>
/// Makes the spans of the requests of one server. Its source is heard by the server's own export, and by the host process by its name. Without a listener
/// a request costs one check.
/// </summary>
/// <param name="trust">Whether callers' traces are continued.</param>
/// <param name="attributes">The attributes of spans.</param>
internal sealed class RequestTracing(TraceParentTrust trust, RequestAttributes attributes) : IDisposable
{
    /// <summary>Whether callers' traces are continued.</summary>
    public TraceParentTrust Trust => trust;

    /// <summary>The source of this server.</summary>
    public ActivitySource Source { get; } = new(Spans.SourceName);

    /// <summary>Begins the span of a request, in the flow of the calling method.</summary>
    public RequestSpan Begin(ReceivedRequest request)
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        var span = Begin(Source, trust, request.Http.Request.Headers, "request");
        if (span.Activity is { IsAllDataRequested: true } activity)
        {
            attributes.Begin(activity, request);
        }

        return span;
    }

    /// <summary>Begins a server's span by the headers of a request.</summary>
    public static RequestSpan Begin(ActivitySource source, TraceParentTrust trust, IHeaderDictionary headers, string name)
    {
        var outer = Activity.Current;
        if (outer is { Source.Name.Length: > 0 })
        {
            // The host process traces the requests of its web server itself.
            return new RequestSpan(source.StartActivity(name), IsPromotable: false);
        }

        var hasCaller = TraceContext.TryRead(headers.TraceParent, headers.TraceState, out var caller);
        var isRecorded = hasCaller && caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        var parent = (hasCaller, trust) switch
        {
            (true, TraceParentTrust.Always) => caller,
            (true, TraceParentTrust.Authenticated) =>
                new ActivityContext(caller.TraceId, caller.SpanId, ActivityTraceFlags.None, caller.TraceState, isRemote: true),
            _ => default,
        };

        // An Activity of ASP.NET Core that nothing listens to must not become the parent.
        Activity.Current = null;
        var span = source.StartActivity(name, ActivityKind.Server, parent);
        if (span is null)
        {
            Activity.Current = outer;
        }
        else if (hasCaller && trust == TraceParentTrust.Link && span.IsAllDataRequested)
        {
            span.AddLink(new ActivityLink(new ActivityContext(caller.TraceId, caller.SpanId, caller.TraceFlags, traceState: null, isRemote: true)));
        }

        return new RequestSpan(span, span is not null && isRecorded && trust == TraceParentTrust.Authenticated);
    }

    /// <summary>Records the request of an authenticated caller whose own trace is recorded.</summary>
    /// <param name="span">The span.</param>
    /// <param name="request">The request.</param>
    /// <param name="user">The authenticated sender, or null.</param>
    public void Authenticated(in RequestSpan span, ReceivedRequest request, UserInfo? user)
    {
        if (span is { IsPromotable: true, Activity: { Recorded: false } activity } && user is not null && user.Name != KnownUsers.Anonymous.Name)
        {
            Promote(activity);
            attributes.Begin(activity, request);
        }
    }

    /// <summary>Has a span recorded that was only begun for its context.</summary>
    public static void Promote(Activity span)
    {
        span.IsAllDataRequested = true;
        span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
    }

    /// <summary>Ends the span of a request, after its outcome was observed.</summary>
    public static void End(in RequestSpan span, in RequestOutcome outcome)
    {
        if (span.Activity is not { } activity)
        {
            return;
        }

        if (activity.IsAllDataRequested)
        {
            RequestAttributes.End(activity, outcome);
        }

        activity.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}
