using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting;

/// <summary>Events of this room: 6000 to 6199.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "{Verb} {Path} failed (audit id {AuditId})")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string verb, string path, string auditId);

    [LoggerMessage(6100, LogLevel.Warning, "{Verb} {Path} was refused: {Fault} (audit id {AuditId})")]
    public static partial void DiskFull(ILogger logger, string verb, string path, string fault, string auditId);

    [LoggerMessage(6001, LogLevel.Information, "Listening on {Address}, issuing as {Issuer} with {Algorithm}")]
    public static partial void Listening(ILogger logger, string address, string issuer, string algorithm);
}
