using System.Diagnostics;

namespace Signet.Core.Tracing;

/// <summary>The headers of W3C Trace Context.</summary>
internal static class TraceContext
{
    /// <summary>Ids and flags.</summary>
    public const string ParentHeader = "traceparent";

    /// <summary>What vendors add.</summary>
    public const string StateHeader = "tracestate";

    /// <summary>The longest <c>tracestate</c> that is accepted and sent (W3C Trace Context, section 3.3.1.5).</summary>
    public const int MaxStateLength = 512;

    /// <summary>
    /// The headers of a call by the current span: also of one that is not recorded, because the next process may record. Null without a span.
    /// </summary>
    public static (string Parent, string? State)? Outgoing => Activity.Current is { IsStopped: false, IdFormat: ActivityIdFormat.W3C, Id: { } id } current &&
        current.Source.Name == Spans.SourceName
        ? (id, IsState(current.TraceStateString) ? current.TraceStateString : null)
        : null;

    /// <summary>Reads the headers of a call; false when they are absent or malformed. A malformed <c>tracestate</c> is dropped.</summary>
    public static bool TryRead(string? parent, string? state, out ActivityContext context) =>
        ActivityContext.TryParse(parent, IsState(state) ? state : null, isRemote: true, out context);

    /// <summary>Adds the headers to a request.</summary>
    public static void Inject(HttpRequestMessage request)
    {
        if (Outgoing is var (parent, state))
        {
            request.Headers.TryAddWithoutValidation(ParentHeader, parent);
            if (state is not null)
            {
                request.Headers.TryAddWithoutValidation(StateHeader, state);
            }
        }
    }

    private static bool IsState(string? state) => state is { Length: > 0 and <= MaxStateLength } && !state.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
