using System.Diagnostics;
using System.Globalization;
using OpenTelemetry.Trace;

namespace Signet.Server.Tracing.Export;

/// <summary>Decides which requests are recorded (<c>OTEL_TRACES_SAMPLER</c>).</summary>
internal sealed record TraceSampler
{
    private readonly TraceIdRatioBasedSampler _ratio = new(1);

    /// <summary>The share of requests, from 0 to 1, that are recorded by the server's own decision.</summary>
    public double Ratio
    {
        get;
        init
        {
            field = value;
            _ratio = new TraceIdRatioBasedSampler(value);
        }
    } = 1;

    /// <summary>Whether a trusted caller decides instead (<c>parentbased_*</c>).</summary>
    public bool IsParentBased { get; init; } = true;

    /// <summary>Decides about a span.</summary>
    /// <param name="options">What the source knows before it makes the span.</param>
    /// <param name="trust">How far callers are trusted.</param>
    public ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options, TraceParentTrust trust)
    {
        var parent = options.Parent;
        if (parent != default && !parent.IsRemote)
        {
            return parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
        }

        // The id of a trace that a client may choose decides nothing.
        var isTrusted = parent == default || trust == TraceParentTrust.Always;
        var isSampled = parent != default && isTrusted && IsParentBased
            ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            : Ratio >= 1 || (Ratio > 0 && IsWithinRatio(isTrusted ? options.TraceId : ActivityTraceId.CreateRandom()));
        return isSampled ? ActivitySamplingResult.AllDataAndRecorded

            // The context of the caller is passed on.
            : parent != default ? ActivitySamplingResult.PropagationData
            : ActivitySamplingResult.None;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsParentBased ? "parent, else " : "")}a ratio of {Ratio}");

    private bool IsWithinRatio(ActivityTraceId id) =>
        _ratio.ShouldSample(new SamplingParameters(default, id, "", ActivityKind.Server)).Decision == SamplingDecision.RecordAndSample;
}
