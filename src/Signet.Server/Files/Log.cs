using Microsoft.Extensions.Logging;

namespace Signet.Server.Files;

/// <summary>Events of this room: 9000 to 9099. Never the content of a file.</summary>
internal static partial class Log
{
    [LoggerMessage(9000, LogLevel.Information, "{Files} has changed and the new content is in effect: {Value}")]
    public static partial void FileLoaded(ILogger logger, string files, string value);

    [LoggerMessage(9001, LogLevel.Error, "A changed file was refused; the previous content stays in effect: {Fault}")]
    public static partial void FileRefused(ILogger logger, string fault);

    [LoggerMessage(9002, LogLevel.Information, "{Files} has the content that is in effect again")]
    public static partial void FileRestored(ILogger logger, string files);

    [LoggerMessage(9003, LogLevel.Error, "{Files} has changed and the new content is in effect, but a part of the server that depends on it could not be updated")]
    public static partial void ChangeFailed(ILogger logger, Exception exception, string files);

    [LoggerMessage(9004, LogLevel.Error, "Checking --{Setting}: {Path} failed because of an unexpected exception; the next check follows in a second")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string setting, string path);
}
