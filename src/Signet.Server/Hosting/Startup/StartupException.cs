namespace Signet.Server.Hosting.Startup;

/// <summary>
/// The server cannot start; the message is one line for the operator: the setting, the value, what is allowed. Never a secret. The exit
/// code tells whether another attempt may succeed: docs/operations.md, <em>Exit codes</em>.
/// </summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the fault may pass without a change of the configuration: the port is in use, the disk is full.</summary>
    public bool IsTransient { get; init; } = StartFault.IsTransient(inner);

    /// <summary>The exit code of the process.</summary>
    public int ExitCode => IsTransient ? StartFault.TransientExitCode : StartFault.ConfigurationExitCode;
}
