using Microsoft.Extensions.Logging;

namespace Signet.Server.Files;

/// <summary>Events of this room: 9000 to 9099. Never the content of a file.</summary>
internal static partial class Log
{
    [LoggerMessage(9000, LogLevel.Information, "{Files} has changed and counts now: {Value}")]
    public static partial void FileLoaded(ILogger logger, string files, string value);

    [LoggerMessage(9001, LogLevel.Error, "A changed file is not used, the content before stays in force: {Fault}")]
    public static partial void FileRefused(ILogger logger, string fault);

    [LoggerMessage(9002, LogLevel.Information, "{Files} has the content again that is in force")]
    public static partial void FileRestored(ILogger logger, string files);

    [LoggerMessage(9003, LogLevel.Error, "{Files} has changed and counts now, but not all that depends on it could be brought up to date")]
    public static partial void ChangeFailed(ILogger logger, Exception exception, string files);

    [LoggerMessage(9004, LogLevel.Error, "Checking --{Setting}: {Path} failed")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string setting, string path);
}
