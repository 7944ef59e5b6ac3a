using Microsoft.Extensions.Logging;

namespace Signet.Server.Audit;

/// <summary>Events of this room: 7000 to 7099.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "The audit log cannot be written, and is tried again: {Fault}")]
    public static partial void WriteFailed(ILogger logger, string fault);

    [LoggerMessage(7001, LogLevel.Information, "The audit log can be written again")]
    public static partial void WriteRecovered(ILogger logger);

    [LoggerMessage(7002, LogLevel.Error, "{Bytes} bytes of the audit log were lost: they could not be written before the server ended")]
    public static partial void EventsLost(ILogger logger, long bytes);
}
