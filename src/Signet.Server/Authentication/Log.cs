using Microsoft.Extensions.Logging;

namespace Signet.Server.Authentication;

/// <summary>Events of this room: 2000 to 2099. Never a token, never a part of one.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Refused {Verb} {Path} (audit id {AuditId}): {Reason}")]
    public static partial void Unauthenticated(ILogger logger, string verb, string path, string auditId, string reason);

    [LoggerMessage(2001, LogLevel.Warning, "{User} uses an extended token that should have been renewed already")]
    public static partial void StaleToken(ILogger logger, string user);
}
