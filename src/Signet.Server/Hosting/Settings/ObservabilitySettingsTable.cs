using Signet.Server.Hosting.Options;
using Signet.Server.Tracing;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of logs and traces; a part of <see cref="SettingsTable"/>.</summary>
internal static class ObservabilitySettingsTable
{
    private static readonly string[] Formats = ["text", "json"];
    private static readonly string[] Trusts = ["link", "authenticated", "always"];

    /// <summary>The names, which <c>signet signer</c> has, too.</summary>
    public static IReadOnlyList<string> Names { get; } = ["logging-format", "trace-parent", "tracing-config-file"];

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "logging-format", ValueName = "FORMAT", Default = "text", Values = Formats,
            Help = "The format of the log on standard error: text, or json for one JSON object per line with the field names of Kubernetes' JSON logs.",
            Apply = (options, values) => Formats.Contains(values[0])
                ? options with { LogFormat = Enum.Parse<LogFormat>(values[0], ignoreCase: true) }
                : SettingResult.Refuse("text or json"),
        },
        new()
        {
            Name = "trace-parent", ValueName = "TRUST", Default = "link", Values = Trusts,
            Help = "Whether requests continue the trace that a client sends (W3C traceparent). link: each request begins a trace of its own, which has a link to the client's. authenticated: the client's trace is continued, and recorded if the client records it and is not anonymous. always: any client decides whether its requests are recorded. Traces are exported by the variables OTEL_* of OpenTelemetry, such as OTEL_EXPORTER_OTLP_ENDPOINT.",
            Apply = (options, values) => Trusts.Contains(values[0])
                ? options with { Tracing = options.Tracing with { ParentTrust = Enum.Parse<TraceParentTrust>(values[0], ignoreCase: true) } }
                : SettingResult.Refuse("link, authenticated or always"),
        },
        new()
        {
            Name = "tracing-config-file", ValueName = "FILE", HasPublicContent = true, Default = "none",
            Help = "A file with kube-apiserver's TracingConfiguration (apiserver.config.k8s.io/v1): the endpoint of a collector, by gRPC, and the sampling rate per million requests. It takes precedence over the variables OTEL_*.",
            Apply = (options, values) => options with { Tracing = options.Tracing with { ConfigurationFile = values[0] } },
        },
    ];
}
