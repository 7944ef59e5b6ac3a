namespace Signet.Server.Tracing;

/// <summary>Whether the span of a request continues the trace of its caller (<c>--trace-parent</c>). Trace context is sent by clients without proof.</summary>
public enum TraceParentTrust
{
    /// <summary>Never: each request begins a trace, which is sampled by the server's own rate and has a link to the caller's span.</summary>
    Link,

    /// <summary>
    /// The span continues the caller's trace. A caller that is recorded has the request recorded, too, from the end of its authentication, unless it is
    /// anonymous.
    /// </summary>
    Authenticated,

    /// <summary>The span continues the caller's trace, and the caller decides whether it is recorded. For servers that only trusted clients reach.</summary>
    Always,
}
