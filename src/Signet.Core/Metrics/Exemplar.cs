using System.Diagnostics;

namespace Signet.Core.Metrics;

/// <summary>A value of a histogram with the trace in which it was recorded.</summary>
/// <param name="Value">The value.</param>
/// <param name="TraceId">The trace.</param>
/// <param name="SpanId">The span.</param>
internal sealed record Exemplar(double Value, ActivityTraceId TraceId, ActivitySpanId SpanId);
