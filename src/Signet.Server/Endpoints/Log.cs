using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Tokens.Issuers;

namespace Signet.Server.Endpoints;

/// <summary>Events of this room: 4000 to 4999.</summary>
internal static partial class Log
{
    [LogHelp("A health check failed; the line has its name and the fault. Logged at a bounded rate; the line has the number of those that were not logged.", "`store`, `disk`: see events 5100 and 5101. `audit`: see event 7000. `cache`: see event 5223, and event 8002 of `cache-follower`. A background service: see events 8001 and 8002.")]
    [LoggerMessage(4000, LogLevel.Warning, "The health check {Check} failed: {Fault}; {Dropped} more failures were not logged")]
    public static partial void Unhealthy(ILogger logger, string check, string fault, long dropped);

    [LogHelp("A token could not be signed. The answer was 500.", "The exception is in the log. Check the signing key; if it repeats, report it.")]
    [LoggerMessage(4240, LogLevel.Error, "A token of service account {Namespace}/{Name} could not be signed (audit id {AuditId})")]
    public static partial void SigningFailed(ILogger logger, Exception exception, string @namespace, string name, string auditId);

    [LogHelp("The signer was not available; no token was issued. The answer was 503 with `Retry-After`.", "Check the signer. Clients repeat the request.")]
    [LoggerMessage(4241, LogLevel.Warning, "A token of service account {Namespace}/{Name} was not signed because the signer is not available: {Reason} (audit id {AuditId})")]
    public static partial void SignerUnavailable(ILogger logger, string @namespace, string name, string reason, string auditId);

    [LogHelp("An operator changed a signing key (`signet keys`, SigningKeyOperation). The line has user, key and reason.", "Nothing if it was intended.")]
    [LoggerMessage(4250, LogLevel.Information, "{User} changed the signing keys ({Action}): {Key}: {Reason} (audit id {AuditId})")]
    public static partial void KeyOperated(ILogger logger, string user, KeyAction action, string key, string reason, string auditId);

    [LogHelp("A change of the signing keys that an operator confirmed breaks something. The line says what.", "Tell the users of the tokens: [operating keys](operations.md#operate-the-signing-keys).")]
    [LoggerMessage(4251, LogLevel.Warning, "The confirmed change of the signing keys ({Action}) has a consequence: {Consequence} (audit id {AuditId})")]
    public static partial void KeyConsequence(ILogger logger, KeyAction action, string consequence, string auditId);

    [LogHelp("An operator refused an issuer, or accepted a refused one again. The line says what that means.", "Nothing, if it was intended: [the issuer](operations.md#the-issuer).")]
    [LoggerMessage(4252, LogLevel.Warning, "{User} changed the accepted issuers ({Action} {Issuer}): {Consequences} (audit id {AuditId})")]
    public static partial void IssuerOperated(ILogger logger, string user, IssuerAction action, string issuer, string consequences, string auditId);
}
