using Microsoft.Extensions.Logging;

namespace Signet.Server.Endpoints;

/// <summary>Events of this room: 4000 to 4099.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Warning, "The health check {Check} fails: {Fault}")]
    public static partial void Unhealthy(ILogger logger, string check, string fault);
}
