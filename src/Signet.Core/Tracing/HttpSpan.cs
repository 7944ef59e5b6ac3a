using System.Diagnostics;
using System.Globalization;

namespace Signet.Core.Tracing;

/// <summary>
/// The span of an HTTP request to another server (OpenTelemetry's HTTP semantic conventions, client). It has no URL: paths and queries of other servers
/// may have secrets.
/// </summary>
internal readonly struct HttpSpan : IDisposable
{
    private readonly Activity? _span;

    private HttpSpan(Activity? span) => _span = span;

    /// <summary>Starts a span, and adds <c>traceparent</c> and <c>tracestate</c> to the request.</summary>
    /// <param name="name">A constant: what the request is for.</param>
    /// <param name="request">The request, before it is sent.</param>
    public static HttpSpan Start(string name, HttpRequestMessage request)
    {
        var span = Spans.Start(name, ActivityKind.Client);
        if (span is not null)
        {
            span.SetTag("http.request.method", request.Method.Method);
            if (request.RequestUri is { IsAbsoluteUri: true } address)
            {
                span.SetTag("server.address", address.Host);
                span.SetTag("server.port", address.Port);
            }
        }

        TraceContext.Inject(request);
        return new HttpSpan(span);
    }

    /// <summary>Records the status code of the response; one from 400 is a failure.</summary>
    public void Answered(int statusCode)
    {
        _span?.SetTag("http.response.status_code", statusCode);
        if (_span is not null && statusCode >= 400)
        {
            Spans.Fail(_span, statusCode.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Records that there was no usable response.</summary>
    public void Failed(Exception exception) => Spans.Fail(_span, exception.GetType().Name);

    /// <summary>Ends the span.</summary>
    public void Dispose() => _span?.Dispose();
}
