using Microsoft.Extensions.Logging;
using Signet.Core.Storage;

namespace Signet.Server.Background;

/// <summary>
/// Logs the failures of one service at a limited rate: of consecutive failures only the 3rd, 6th, 12th, … is a warning and the others are
/// debug messages; an unexpected exception is an error the first time, too. At most <see cref="MaxPerMinute"/> warnings and errors per minute.
/// </summary>
internal sealed class FaultLog(string service, TimeProvider time, ILogger logger)
{
    /// <summary>The maximum number of warnings and errors about items per minute; the others become debug messages.</summary>
    internal const int MaxPerMinute = 20;

    private const int FirstWarning = 3;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _minute;
    private int _logged;

    /// <summary>An item could not be processed.</summary>
    public void Item(string item, string reason, Exception? exception, int failures) => Write(
        level => Log.ItemFailed(logger, level, IsExpected(exception) ? null : exception, service, item, failures, reason),
        LevelOf(exception, failures),
        isLimited: true);

    /// <summary>A worker ended.</summary>
    public void Worker(Exception exception, int faults) =>
        Write(_ => Log.WorkerFaulted(logger, exception, service), LevelOf(exception, faults), isLimited: false);

    /// <summary>A service ended, by an exception or without one.</summary>
    public void Service(Exception? exception, int failures) => Write(
        level => Log.ServiceFailed(
            logger, level, IsExpected(exception) ? null : exception, service, failures, exception?.Message ?? "it ended although the server does not stop"),
        LevelOf(exception ?? new InvalidOperationException(), failures),
        isLimited: false);

    private static bool IsExpected(Exception? exception) => exception is null or StoreUnavailableException;

    /// <summary>Store failures and conflicts are usually temporary.</summary>
    private static LogLevel LevelOf(Exception? exception, int failures)
    {
        var isDue = failures % FirstWarning == 0 && int.IsPow2(failures / FirstWarning);
        return IsExpected(exception) ? (isDue ? LogLevel.Warning : LogLevel.Debug)
            : isDue || failures == 1 ? LogLevel.Error
            : LogLevel.Debug;
    }

    private void Write(Action<LogLevel> write, LogLevel level, bool isLimited)
    {
        try
        {
            write(level > LogLevel.Debug && isLimited && !IsWithinLimit() ? LogLevel.Debug : level);
        }
        catch (Exception)
        {
            // A failing log provider must not end the worker. The failure itself is counted and in the health check.
        }
    }

    private bool IsWithinLimit()
    {
        lock (_lock)
        {
            if (_logged == 0 || time.GetElapsedTime(_minute) >= Minute)
            {
                (_minute, _logged) = (time.GetTimestamp(), 0);
            }

            return ++_logged <= MaxPerMinute;
        }
    }
}
