using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting;

/// <summary>Events of this room: 6000 to 6199.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "{Verb} {Path} failed (audit id {AuditId})")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string verb, string path, string auditId);

    [LoggerMessage(6001, LogLevel.Information, "Listening on {Address}, issuing as {Issuer} with {Algorithm}")]
    public static partial void Listening(ILogger logger, string address, string issuer, string algorithm);

    [LoggerMessage(6110, LogLevel.Information, "SIGHUP: the audit log is opened anew; CA files and the keys of other issuers are read again")]
    public static partial void Reloading(ILogger logger);

    [LoggerMessage(6111, LogLevel.Information, "SIGHUP: the audit log is opened anew; nothing else is read again because the server drains")]
    public static partial void ReloadedWhileDraining(ILogger logger);

    [LoggerMessage(6112, LogLevel.Error, "SIGHUP: reloading failed")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);
}
