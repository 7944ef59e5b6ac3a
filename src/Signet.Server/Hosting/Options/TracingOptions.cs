using Signet.Server.Tracing;
using Signet.Server.Tracing.Export;

namespace Signet.Server.Hosting.Options;

/// <summary>
/// Traces. A host process that embeds the server listens to the source <c>Signet</c> with its own OpenTelemetry; <c>signet serve</c> exports by the
/// variables <c>OTEL_*</c>.
/// </summary>
public sealed record TracingOptions
{
    /// <summary><c>--trace-parent</c>: whether the traces of callers are continued.</summary>
    public TraceParentTrust ParentTrust { get; init; }

    /// <summary><c>--tracing-config-file</c>, or null.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>What the variables <c>OTEL_*</c> say.</summary>
    internal TraceVariables Variables { get; init; } = TraceVariables.None;
}
