using Microsoft.Extensions.Logging;

namespace Signet.Server.Audit;

/// <summary>Events of this room: 7000 to 7399.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "Writing the audit log failed; it is retried: {Fault}")]
    public static partial void WriteFailed(ILogger logger, string fault);

    [LoggerMessage(7001, LogLevel.Information, "The audit log is written again")]
    public static partial void WriteRecovered(ILogger logger);

    [LoggerMessage(7002, LogLevel.Error, "{Bytes} bytes of the audit log are lost: they could not be written before the server stopped")]
    public static partial void EventsLost(ILogger logger, long bytes);

    [LoggerMessage(7110, LogLevel.Information, "The audit log continues in a new file; the last {Bytes} bytes, which the old file may lack, are written again")]
    public static partial void OutputMoved(ILogger logger, long bytes);

    [LoggerMessage(7111, LogLevel.Warning, "The audit log was truncated or removed; the last {Bytes} bytes are written again")]
    public static partial void OutputLost(ILogger logger, long bytes);

    [LoggerMessage(7112, LogLevel.Warning, "The pipe of the audit log has a new reader; the last {Bytes} bytes are written again")]
    public static partial void ReaderChanged(ILogger logger, long bytes);

    [LoggerMessage(7113, LogLevel.Error, "The server stops without confirmation that the last lines of the audit log were written: {Fault}")]
    public static partial void EndNotConfirmed(ILogger logger, string fault);

    [LoggerMessage(7300, LogLevel.Error, "{Observer} failed to record the outcome of a request (audit id {AuditId})")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string observer, string auditId);
}
