using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Tracing;

/// <summary>Events of this room: 1900 to 1999.</summary>
internal static partial class Log
{
    [LogHelp("Traces are exported.", "Nothing.")]
    [LoggerMessage(1900, LogLevel.Information, "Traces are exported to {Endpoint} ({Protocol}), sampled by {Sampler}")]
    public static partial void Exporting(ILogger logger, string endpoint, string protocol, string sampler);

    [LogHelp("Spans were lost, because the collector is away, slow or refuses them. Requests are not affected. Logged at most once a minute.", "Check the collector and the variables `OTEL_EXPORTER_OTLP_*`: [traces](how-to/traces.md).")]
    [LoggerMessage(1901, LogLevel.Warning, "{Count} spans were lost since the last such event ({Dropped} because the queue was full): {Endpoint}: {Reason}")]
    public static partial void SpansLost(ILogger logger, long count, long dropped, string endpoint, string reason);

    [LogHelp("A variable of OpenTelemetry has a value that cannot be used. The server runs without it.", "Correct the variable: [traces](how-to/traces.md).")]
    [LoggerMessage(1902, LogLevel.Warning, "A tracing setting is not used: {Fault}")]
    public static partial void SettingIgnored(ILogger logger, string fault);
}
