using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Audit;

/// <summary>Events of this room: 7000 to 7399.</summary>
internal static partial class Log
{
    [LogHelp("The audit log cannot be written. The write is repeated every second; `/readyz` fails.", "Free space, create the folder or start the pipe's reader: [when the output fails](how-to/audit.md#when-the-output-fails).")]
    [LoggerMessage(7000, LogLevel.Error, "Writing the audit log failed; it is retried: {Fault}")]
    public static partial void WriteFailed(ILogger logger, string fault);

    [LogHelp("The audit log is written again.", "Nothing.")]
    [LoggerMessage(7001, LogLevel.Information, "The audit log is written again")]
    public static partial void WriteRecovered(ILogger logger);

    [LogHelp("Events were lost: they could not be written before the server ended.", "Correct the output before the next stop.")]
    [LoggerMessage(7002, LogLevel.Error, "{Bytes} bytes of the audit log are lost: they could not be written before the server stopped")]
    public static partial void EventsLost(ILogger logger, long bytes);

    [LogHelp("The audit log continues in a new file after a rename.", "Nothing.")]
    [LoggerMessage(7110, LogLevel.Information, "The audit log continues in a new file; the last {Bytes} bytes, which the old file may lack, are written again")]
    public static partial void OutputMoved(ILogger logger, long bytes);

    [LogHelp("The audit file was truncated or removed. Its last events were written again.", "Rotate by rename and SIGHUP: [rotate the log](how-to/audit.md#rotate-the-log).")]
    [LoggerMessage(7111, LogLevel.Warning, "The audit log was truncated or removed; the last {Bytes} bytes are written again")]
    public static partial void OutputLost(ILogger logger, long bytes);

    [LogHelp("The pipe has a new reader. The last events were written again.", "Some events are there twice: remove duplicates by `auditID` and `stage`.")]
    [LoggerMessage(7112, LogLevel.Warning, "The pipe of the audit log has a new reader; the last {Bytes} bytes are written again")]
    public static partial void ReaderChanged(ILogger logger, long bytes);

    [LogHelp("The server ended without confirmation that the last lines are in the output.", "Compare the end of the file with the clients' records; check the output.")]
    [LoggerMessage(7113, LogLevel.Error, "The server stops without confirmation that the last lines of the audit log were written: {Fault}")]
    public static partial void EndNotConfirmed(ILogger logger, string fault);

    [LogHelp("The log or the audit log could not record the end of a request.", "The exception is in the log. Report it.")]
    [LoggerMessage(7300, LogLevel.Error, "{Observer} failed to record the outcome of a request (audit id {AuditId})")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string observer, string auditId);
}
