using System.Collections.Concurrent;
using System.Diagnostics;
using Signet.Server.Tracing;
using Signet.Server.Tracing.Export;

namespace Signet.Tests.Tracing;

/// <summary>The spans of one source, sampled as the export samples them, and kept instead of exported.</summary>
internal sealed class TestTracing : IDisposable
{
    private readonly ActivityListener _listener;

    public TestTracing(TraceParentTrust trust = TraceParentTrust.Link, TraceSampler? sampler = null)
    {
        Requests = new RequestTracing(trust, new RequestAttributes(info => info is { ApiGroup: "", ApiVersion: "v1", Resource: "secrets" or "namespaces", Subresource: "" }, "127.0.0.1:6443"));
        var decides = sampler ?? new TraceSampler();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, Requests.Source),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => decides.Sample(ref options, trust),
            ActivityStopped = span =>
            {
                if (span.Recorded)
                {
                    Ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public RequestTracing Requests { get; }

    /// <summary>The recorded spans that have ended.</summary>
    public ConcurrentQueue<Activity> Ended { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Requests.Dispose();
    }
}
