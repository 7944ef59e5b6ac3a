using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Authentication;

/// <summary>Events of this room: 2000 to 2199. No event contains a token or a part of one.</summary>
internal static partial class Log
{
    [LogHelp("A request was refused with 401. The line has the reason.", "Renew the credential. If `aud` or `iss` is wrong, compare the token (`signet token inspect TOKEN`) with `--api-audiences` and `--service-account-issuer`.")]
    [LoggerMessage(2000, LogLevel.Information, "Authentication failed for {Verb} {Path} (audit id {AuditId}): {Reason}")]
    public static partial void Unauthenticated(ILogger logger, string verb, string path, string auditId, string reason);

    [LogHelp("A client uses an extended token later than it should have renewed it.", "Update the client's library; it must read the token file again. Without extension (`--service-account-extend-token-expiration=false`) the token would have expired.")]
    [LoggerMessage(2001, LogLevel.Warning, "{User} uses an extended token that should have been renewed before")]
    public static partial void StaleToken(ILogger logger, string user);

    [LogHelp("Keys of another issuer were fetched and are in use.", "Nothing.")]
    [LoggerMessage(2010, LogLevel.Information, "Loaded {Count} usable keys of the issuer {Issuer}")]
    public static partial void IssuerKeys(ILogger logger, string issuer, int count);

    [LogHelp("The keys of another issuer cannot be fetched. The known keys stay in use.", "Check name resolution, `certificateAuthority` and the issuer's discovery document from this machine.")]
    [LoggerMessage(2011, LogLevel.Warning, "Fetching the keys of the issuer {Issuer} failed; the keys in force stay: {Reason}")]
    public static partial void IssuerKeysUnavailable(ILogger logger, string issuer, string reason);

    [LogHelp("An unexpected exception while the keys of another issuer were fetched. The known keys stay in use, and the fetch is repeated.", "Report it with the stack trace in the log.")]
    [LoggerMessage(2012, LogLevel.Error, "The keys of {Issuer} could not be fetched because of an unexpected exception; known keys stay in use, and the fetch is repeated")]
    public static partial void IssuerKeysFaulted(ILogger logger, Exception exception, string issuer);

    [LogHelp("Another issuer publishes a key that Signet does not use, for the reason in the line.", "Tokens of that key are refused. Ask the issuer for a key of at least 2048 bits with `use` `sig`.")]
    [LoggerMessage(2140, LogLevel.Warning, "The key {KeyId} of the issuer {Issuer} is not used: {Reason}")]
    public static partial void IssuerKeyNotUsed(ILogger logger, string issuer, string keyId, string reason);

    [LogHelp("The token webhook failed; the token counts as unknown.", "Check the webhook's server, and the kubeconfig of `--authentication-token-webhook-config-file`.")]
    [LoggerMessage(2030, LogLevel.Warning, "The authentication webhook failed: {Reason}")]
    public static partial void TokenWebhookFailed(ILogger logger, string reason);

    [LogHelp("Lines of the kind that follows were not written, because there were too many: authentication failed more often than the log may tell. The audit log has each request.", "Find the clients in the audit log; see the metric of refused connections.")]
    [LoggerMessage(2003, LogLevel.Warning, "{Count} lines like the next one were not written, because clients cause too many")]
    private static partial void WriteDropped(ILogger logger, long count);

    /// <summary>Says how many lines a bounded rate has left out, if any.</summary>
    public static void LinesDropped(ILogger logger, long count)
    {
        if (count > 0)
        {
            WriteDropped(logger, count);
        }
    }
}
