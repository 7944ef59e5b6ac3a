using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>Events of this room: 8000 to 8099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 8000, Message = "{Service}: {Item} failed {Failures} times in a row and will be retried: {Reason}")]
    public static partial void ItemFailed(ILogger logger, LogLevel level, Exception? exception, string service, string item, int failures, string reason);

    [LoggerMessage(8001, LogLevel.Error, "{Service}: a worker ended because of an unexpected exception and will be restarted")]
    public static partial void WorkerFaulted(ILogger logger, Exception exception, string service);

    [LoggerMessage(EventId = 8002, Message = "{Service}: failed {Failures} times in a row and will be restarted: {Reason}")]
    public static partial void ServiceFailed(ILogger logger, LogLevel level, Exception? exception, string service, int failures, string reason);

    [LoggerMessage(8003, LogLevel.Information, "This replica leads and runs the services of the leader")]
    public static partial void LeadershipGained(ILogger logger);

    [LoggerMessage(8004, LogLevel.Information, "This replica no longer leads; the services of the leader have stopped")]
    public static partial void LeadershipLost(ILogger logger);

    [LoggerMessage(8005, LogLevel.Error, "Leadership could not be acquired; the next attempt follows after a backoff")]
    public static partial void LeadershipFailed(ILogger logger, Exception exception);
}
