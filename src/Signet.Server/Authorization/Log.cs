using Microsoft.Extensions.Logging;

namespace Signet.Server.Authorization;

/// <summary>Events of this room: 3000 to 3199.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Debug, "{Caller} impersonates {User} by the verb {Verb}")]
    public static partial void Impersonated(ILogger logger, string caller, string user, string verb);

    [LoggerMessage(3001, LogLevel.Warning, "The authorization webhook failed: {Reason}")]
    public static partial void WebhookFailed(ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Error, "{Verb} {Path} (audit id {AuditId}) could not be authorized: {Error}")]
    public static partial void Undecided(ILogger logger, string verb, string path, string auditId, string error);

    [LoggerMessage(3140, LogLevel.Information, "Ended the stream of {Verb} {Path} (audit id {AuditId}): {Reason}")]
    public static partial void StreamEnded(ILogger logger, string verb, string path, string auditId, string reason);

    [LoggerMessage(3141, LogLevel.Error, "The authorization of a running stream (audit id {AuditId}) could not be checked; the stream is ended")]
    public static partial void StreamCheckFailed(ILogger logger, Exception exception, string auditId);

    [LoggerMessage(3150, LogLevel.Warning, "{User} is not allowed to read {Path}, so relying parties cannot verify tokens. --publish-discovery=true allows anonymous requests to read the issuer's documents; a binding to the cluster role system:service-account-issuer-discovery allows chosen users. Logged once")]
    public static partial void DocumentRefused(ILogger logger, string user, string path);
}
