using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Tokens.Issuers;

namespace Signet.Server.Endpoints;

/// <summary>Events of this room: 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Warning, "The health check {Check} failed: {Fault}")]
    public static partial void Unhealthy(ILogger logger, string check, string fault);

    [LoggerMessage(4240, LogLevel.Error, "A token of service account {Namespace}/{Name} could not be signed (audit id {AuditId})")]
    public static partial void SigningFailed(ILogger logger, Exception exception, string @namespace, string name, string auditId);

    [LoggerMessage(4241, LogLevel.Warning, "A token of service account {Namespace}/{Name} was not signed because the signer is not available: {Reason} (audit id {AuditId})")]
    public static partial void SignerUnavailable(ILogger logger, string @namespace, string name, string reason, string auditId);

    [LoggerMessage(4250, LogLevel.Information, "{User} changed the signing keys ({Action}): {Key}: {Reason} (audit id {AuditId})")]
    public static partial void KeyOperated(ILogger logger, string user, KeyAction action, string key, string reason, string auditId);

    [LoggerMessage(4251, LogLevel.Warning, "The confirmed change of the signing keys ({Action}) has a consequence: {Consequence} (audit id {AuditId})")]
    public static partial void KeyConsequence(ILogger logger, KeyAction action, string consequence, string auditId);

    [LoggerMessage(4252, LogLevel.Warning, "{User} changed the accepted issuers ({Action} {Issuer}): {Consequences} (audit id {AuditId})")]
    public static partial void IssuerOperated(ILogger logger, string user, IssuerAction action, string issuer, string consequences, string auditId);
}
