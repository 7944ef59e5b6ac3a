namespace Signet.Cli.Keys;

/// <summary>A command on keys has failed. The message is for the operator and says what to do next.</summary>
internal sealed class KeysException(string message, int exitCode = KeysExitCode.Failed, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code.</summary>
    public int ExitCode => exitCode;
}
