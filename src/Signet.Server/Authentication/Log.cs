using Microsoft.Extensions.Logging;

namespace Signet.Server.Authentication;

/// <summary>Events of this room: 2000 to 2199. No event contains a token or a part of one.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Authentication failed for {Verb} {Path} (audit id {AuditId}): {Reason}")]
    public static partial void Unauthenticated(ILogger logger, string verb, string path, string auditId, string reason);

    [LoggerMessage(2001, LogLevel.Warning, "{User} uses an extended token that should have been renewed before")]
    public static partial void StaleToken(ILogger logger, string user);

    [LoggerMessage(2010, LogLevel.Information, "Loaded {Count} usable keys of the issuer {Issuer}")]
    public static partial void IssuerKeys(ILogger logger, string issuer, int count);

    [LoggerMessage(2011, LogLevel.Warning, "Fetching the keys of the issuer {Issuer} failed; the keys in force stay: {Reason}")]
    public static partial void IssuerKeysUnavailable(ILogger logger, string issuer, string reason);

    [LoggerMessage(2012, LogLevel.Error, "The keys of {Issuer} could not be fetched because of an unexpected exception; known keys stay in use, and the fetch is repeated")]
    public static partial void IssuerKeysFaulted(ILogger logger, Exception exception, string issuer);

    [LoggerMessage(2140, LogLevel.Warning, "The key {KeyId} of the issuer {Issuer} is not used: {Reason}")]
    public static partial void IssuerKeyNotUsed(ILogger logger, string issuer, string keyId, string reason);

    [LoggerMessage(2030, LogLevel.Warning, "The authentication webhook failed: {Reason}")]
    public static partial void TokenWebhookFailed(ILogger logger, string reason);
}
