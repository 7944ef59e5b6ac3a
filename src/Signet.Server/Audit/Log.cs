using Microsoft.Extensions.Logging;

namespace Signet.Server.Audit;

/// <summary>Events of this room: 7000 to 7399.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "The audit log cannot be written, and is tried again: {Fault}")]
    public static partial void WriteFailed(ILogger logger, string fault);

    [LoggerMessage(7001, LogLevel.Information, "The audit log can be written again")]
    public static partial void WriteRecovered(ILogger logger);

    [LoggerMessage(7002, LogLevel.Error, "{Bytes} bytes of the audit log were lost: they could not be written before the server ended")]
    public static partial void EventsLost(ILogger logger, long bytes);

    [LoggerMessage(7110, LogLevel.Information, "The audit log goes on in a new file; {Bytes} bytes that may have missed the old one are written to it again")]
    public static partial void OutputMoved(ILogger logger, long bytes);

    [LoggerMessage(7111, LogLevel.Warning, "The audit log was truncated or removed; the {Bytes} bytes that were written last are written again")]
    public static partial void OutputLost(ILogger logger, long bytes);

    [LoggerMessage(7112, LogLevel.Warning, "The audit log has a new reader; the {Bytes} bytes that were written last are written again")]
    public static partial void ReaderChanged(ILogger logger, long bytes);

    [LoggerMessage(7113, LogLevel.Error, "The server ends and cannot tell whether the last lines of the audit log are in it: {Fault}")]
    public static partial void EndNotConfirmed(ILogger logger, string fault);

    [LoggerMessage(7300, LogLevel.Error, "{Observer} could not record the end of a request (audit id {AuditId})")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string observer, string auditId);
}
