using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting;

/// <summary>Events of this room: 6000 to 6199.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "{Verb} {Path} failed (audit id {AuditId})")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string verb, string path, string auditId);

    [LoggerMessage(6001, LogLevel.Information, "Listening on {Address}, issuing as {Issuer} with {Algorithm}")]
    public static partial void Listening(ILogger logger, string address, string issuer, string algorithm);

    [LoggerMessage(6170, LogLevel.Information, "{Created}")]
    public static partial void Created(ILogger logger, string created);

    [LoggerMessage(6171, LogLevel.Information, "{Renewed}")]
    public static partial void Renewed(ILogger logger, string renewed);

    [LoggerMessage(6172, LogLevel.Warning, "Certificate: {Warning}")]
    public static partial void CertificateEndsSoon(ILogger logger, string warning);

    [LoggerMessage(6173, LogLevel.Error, "Certificate: {Warning}")]
    public static partial void CertificateInvalid(ILogger logger, string warning);
}
