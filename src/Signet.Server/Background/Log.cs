using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Background;

/// <summary>Events of this room: 8000 to 8099.</summary>
internal static partial class Log
{
    [LogHelp("An item of a service, such as a namespace, failed several times in a row; it is retried. Warning for failures of the store and conflicts, error for an unexpected exception, otherwise debug.", "If the store failed: event 5101. Report an unexpected exception with its stack trace.")]
    [LoggerMessage(EventId = 8000, Message = "{Service}: {Item} failed {Failures} times in a row and will be retried: {Reason}")]
    public static partial void ItemFailed(ILogger logger, LogLevel level, Exception? exception, string service, string item, int failures, string reason);

    [LogHelp("A worker of a service ended by an unexpected exception and will be restarted.", "Report it with the stack trace in the log.")]
    [LoggerMessage(8001, LogLevel.Error, "{Service}: a worker ended because of an unexpected exception and will be restarted")]
    public static partial void WorkerFaulted(ILogger logger, Exception exception, string service);

    [LogHelp("A service ended and will be restarted. The levels are those of event 8000.", "As for event 8000.")]
    [LoggerMessage(EventId = 8002, Message = "{Service}: failed {Failures} times in a row and will be restarted: {Reason}")]
    public static partial void ServiceFailed(ILogger logger, LogLevel level, Exception? exception, string service, int failures, string reason);

    [LogHelp("This replica leads and runs the services of the leader.", "Nothing.")]
    [LoggerMessage(8003, LogLevel.Information, "This replica leads and runs the services of the leader")]
    public static partial void LeadershipGained(ILogger logger);

    [LogHelp("This replica no longer leads; the services of the leader have stopped.", "Nothing.")]
    [LoggerMessage(8004, LogLevel.Information, "This replica no longer leads; the services of the leader have stopped")]
    public static partial void LeadershipLost(ILogger logger);

    [LogHelp("Leadership could not be acquired. This is repeated.", "The exception is in the log.")]
    [LoggerMessage(8005, LogLevel.Error, "Leadership could not be acquired; the next attempt follows after a backoff")]
    public static partial void LeadershipFailed(ILogger logger, Exception exception);
}
