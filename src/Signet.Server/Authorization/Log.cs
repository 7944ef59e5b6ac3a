using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Authorization;

/// <summary>Events of this room: 3000 to 3199.</summary>
internal static partial class Log
{
    [LogHelp("A caller impersonated another user.", "Nothing.")]
    [LoggerMessage(3000, LogLevel.Debug, "{Caller} impersonates {User} by the verb {Verb}")]
    public static partial void Impersonated(ILogger logger, string caller, string user, string verb);

    [LogHelp("The authorization webhook failed; it has no opinion on this request.", "Check the webhook's server, and the kubeconfig of `--authorization-webhook-config-file`.")]
    [LoggerMessage(3001, LogLevel.Warning, "The authorization webhook failed: {Reason}")]
    public static partial void WebhookFailed(ILogger logger, string reason);

    [LogHelp("No mode allowed a request, and one failed. The answer was 500.", "Correct the fault in the line; the webhook's own fault is event 3001.")]
    [LoggerMessage(3002, LogLevel.Error, "{Verb} {Path} (audit id {AuditId}) could not be authorized: {Error}")]
    public static partial void Undecided(ILogger logger, string verb, string path, string auditId, string error);

    [LogHelp("A running watch was ended with 410, because its credential or authorization ended.", "Nothing if it was intended. The line has the reason.")]
    [LoggerMessage(3140, LogLevel.Information, "Ended the stream of {Verb} {Path} (audit id {AuditId}): {Reason}")]
    public static partial void StreamEnded(ILogger logger, string verb, string path, string auditId, string reason);

    [LogHelp("The access of a running watch could not be checked. The watch was ended.", "The exception is in the log. If it repeats, report it.")]
    [LoggerMessage(3141, LogLevel.Error, "The authorization of a running stream (audit id {AuditId}) could not be checked; the stream is ended")]
    public static partial void StreamCheckFailed(ILogger logger, Exception exception, string auditId);

    [LogHelp("A caller was refused at the discovery document or the JWKS. Logged once.", "`--publish-discovery=true`, or bind the caller to the cluster role `system:service-account-issuer-discovery`.")]
    [LoggerMessage(3150, LogLevel.Warning, "{User} is not allowed to read {Path}, so relying parties cannot verify tokens. --publish-discovery=true allows anonymous requests to read the issuer's documents; a binding to the cluster role system:service-account-issuer-discovery allows chosen users. Logged once")]
    public static partial void DocumentRefused(ILogger logger, string user, string path);
}
