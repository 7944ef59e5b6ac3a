namespace Signet.Server.Tracing.Export;

/// <summary>The content of the variables <c>OTEL_*</c>.</summary>
internal sealed record TraceVariables
{
    /// <summary>No variable is set.</summary>
    public static TraceVariables None { get; } = new();

    /// <summary>Whether they name an endpoint, or <c>OTEL_TRACES_EXPORTER=otlp</c>.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>Whether they forbid traces: <c>OTEL_SDK_DISABLED</c>, or <c>OTEL_TRACES_EXPORTER=none</c>.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The export, when traces are enabled here or by <c>--tracing-config-file</c>.</summary>
    public TraceExportOptions Export { get; init; } = new() { Endpoint = new Uri("http://localhost:4318/v1/traces") };

    /// <summary>The values that cannot be used, without the values of variables that may have secrets.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
