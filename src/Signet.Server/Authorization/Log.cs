using Microsoft.Extensions.Logging;

namespace Signet.Server.Authorization;

/// <summary>Events of this room: 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Debug, "{Caller} acts as {User} by {Verb}")]
    public static partial void Impersonated(ILogger logger, string caller, string user, string verb);
}
