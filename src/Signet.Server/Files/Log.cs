using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Files;

/// <summary>Events of this room: 9000 to 9099. Never the content of a file.</summary>
internal static partial class Log
{
    [LogHelp("A file that a setting names has changed, and the new content is in effect. The line describes it.", "Nothing if it was intended.")]
    [LoggerMessage(9000, LogLevel.Information, "{Files} has changed and the new content is in effect: {Value}")]
    public static partial void FileLoaded(ILogger logger, string files, string value);

    [LogHelp("A file has changed and cannot be used. The previous content stays in effect.", "Correct the file; it is read again when it changes, and on SIGHUP: [files that are followed](operations.md#files-that-are-followed).")]
    [LoggerMessage(9001, LogLevel.Error, "A changed file was refused; the previous content stays in effect: {Fault}")]
    public static partial void FileRefused(ILogger logger, string fault);

    [LogHelp("A file that could not be used has the content that is in effect again.", "Nothing.")]
    [LoggerMessage(9002, LogLevel.Information, "{Files} has the content that is in effect again")]
    public static partial void FileRestored(ILogger logger, string files);

    [LogHelp("A new content is in force, but something that depends on it could not be updated.", "The exception is in the log. Correct the cause and change the file again, or restart.")]
    [LoggerMessage(9003, LogLevel.Error, "{Files} has changed and the new content is in effect, but a part of the server that depends on it could not be updated")]
    public static partial void ChangeFailed(ILogger logger, Exception exception, string files);

    [LogHelp("A file could not be checked because of an unexpected exception. The former content stays in force.", "Report it with the stack trace in the log.")]
    [LoggerMessage(9004, LogLevel.Error, "Checking --{Setting}: {Path} failed because of an unexpected exception; the next check follows in a second")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string setting, string path);

    [LogHelp("Others can read a file with a secret: the file of `--token-auth-file`, or a file whose permissions were widened while the server runs. It is used as before; a start refuses each but that of `--token-auth-file`.", "Run the command in the line. Whoever could read the file may have the secret: replace it.")]
    [LoggerMessage(9005, LogLevel.Warning, "A secret is exposed: {Fault}")]
    public static partial void SecretExposed(ILogger logger, string fault);

    [LogHelp("The permissions of a file with a secret are right again.", "Replace the secret, if others could have read it meanwhile.")]
    [LoggerMessage(9006, LogLevel.Information, "{Files} is readable for the server only again")]
    public static partial void SecretKept(ILogger logger, string files);
}
