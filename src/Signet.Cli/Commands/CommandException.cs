namespace Signet.Cli.Commands;

/// <summary>A command has failed. The message is for the user and says what to do next.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCodes.Failed, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code (<see cref="ExitCodes"/>).</summary>
    public int ExitCode => exitCode;
}
