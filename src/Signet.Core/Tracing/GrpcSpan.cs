using System.Diagnostics;

namespace Signet.Core.Tracing;

/// <summary>The span of a gRPC call (OpenTelemetry's RPC semantic conventions).</summary>
internal static class GrpcSpan
{
    /// <summary>Starts the span of a call of another process.</summary>
    /// <param name="service">The service.</param>
    /// <param name="method">The method.</param>
    public static Activity? Start(string service, string method) =>
        Spans.IsRecording ? Describe(Spans.Start($"{service}/{method}", ActivityKind.Client), service, method) : null;

    /// <summary>Adds service and method.</summary>
    public static Activity? Describe(Activity? span, string service, string method) =>
        span?.SetTag("rpc.system", "grpc").SetTag("rpc.service", service).SetTag("rpc.method", method);

    /// <summary>Records the status; one other than 0 is a failure.</summary>
    /// <param name="span">The span, or null.</param>
    /// <param name="code">The number of the status.</param>
    /// <param name="name">Its name.</param>
    public static void Answered(Activity? span, int code, string name)
    {
        span?.SetTag("rpc.grpc.status_code", code);
        if (code != 0)
        {
            Spans.Fail(span, name);
        }
    }
}
