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
    [LoggerMessage(7002, LogLevel.Error, "{Events} audit events are lost: the output {Plugin} did not take them before the server stopped")]
    public static partial void EventsLost(ILogger logger, string plugin, long events);

    [LogHelp("An output dropped events. Logged at most every 10 s for each output; `signet_audit_dropped_events_total` counts all, by the reason.", "By the reason: [when events are dropped](how-to/audit.md#when-events-are-dropped).")]
    [LoggerMessage(7003, LogLevel.Error, "The audit output {Plugin} dropped {Events} events; the last reason: {Reason}. {Total} since the start")]
    public static partial void EventsDropped(ILogger logger, string plugin, long events, string reason, long total);

    [LogHelp("A request failed because its audit event could not be stored (`blocking-strict`). Logged at most every 10 s.", "Correct the output: [when the output fails](how-to/audit.md#when-the-output-fails).")]
    [LoggerMessage(7004, LogLevel.Error, "{Requests} requests failed because an audit event could not be stored: {Fault}")]
    public static partial void RequestsRejected(ILogger logger, long requests, string fault);

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

    [LogHelp("The audit log could not be rotated. It is continued in the old file, and the rotation is tried again every 10 s. Logged at most once a minute.", "Free space, or allow the server to write to the folder of the file.")]
    [LoggerMessage(7114, LogLevel.Error, "The audit log cannot be rotated and is continued in the old file; failed attempts since the last message: {Attempts}: {Fault}")]
    public static partial void RotationFailed(ILogger logger, long attempts, string fault);

    [LogHelp("Rotated audit files could not be removed or compressed. Tried again after the next rotation, or after an hour. Logged at most once a minute.", "Free space, or allow the server to write to the folder of the files.")]
    [LoggerMessage(7115, LogLevel.Warning, "Rotated files of the audit log cannot be removed or compressed: {Fault}")]
    public static partial void BackupsNotMaintained(ILogger logger, string fault);

    [LogHelp("The audit webhook does not accept events. They are sent again; while its queue is full, events are dropped or requests are held, by the mode.", "Repair the webhook or the way to it; the kubeconfig of `--audit-webhook-config-file` is followed.")]
    [LoggerMessage(7120, LogLevel.Error, "Sending to the audit webhook failed; it is retried: {Fault}")]
    public static partial void SendFailed(ILogger logger, string fault);

    [LogHelp("The audit webhook accepts events again.", "Nothing.")]
    [LoggerMessage(7121, LogLevel.Information, "The audit webhook accepts events again")]
    public static partial void SendRecovered(ILogger logger);

    [LogHelp("The log or the audit log could not record the end of a request.", "The exception is in the log. Report it.")]
    [LoggerMessage(7300, LogLevel.Error, "{Observer} failed to record the outcome of a request (audit id {AuditId})")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string observer, string auditId);
}
