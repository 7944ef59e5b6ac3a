using System.Diagnostics;

namespace Signet.Core.Tracing;

/// <summary>
/// The spans of a request below its own. They come from the source of the request's span, so that they belong to the same server; without a recorded
/// request nothing is made, and the check costs one read of an <see cref="AsyncLocal{T}"/>.
/// </summary>
/// <remarks>
/// Start a span in the asynchronous method that disposes it: a span that is started in a synchronous method stays current in its caller. Names and tags
/// never have users, tokens, the data of objects or query values. See docs/decisions/0043-traces.md.
/// </remarks>
internal static class Spans
{
    /// <summary>The name of the sources of all servers; a host process listens to it.</summary>
    public const string SourceName = "Signet";

    /// <summary>Whether there is a recorded span, so that spans below it are made. A span that has ended is none: background work may still have it.</summary>
    public static bool IsRecording => Parent is not null;

    /// <summary>Starts a span below the current one; null without one.</summary>
    /// <param name="name">A constant.</param>
    /// <param name="kind">Client for a call of another process.</param>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Parent?.Source.StartActivity(name, kind);

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span, or null.</param>
    /// <param name="type">The type of the error: a constant, a status code, or the name of an exception's type.</param>
    public static void Fail(Activity? span, string type)
    {
        span?.SetTag("error.type", type);
        span?.SetStatus(ActivityStatusCode.Error);
    }

    private static Activity? Parent =>
        Activity.Current is { IsAllDataRequested: true, IsStopped: false } current && current.Source.Name == SourceName ? current : null;
}
