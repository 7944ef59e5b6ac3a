namespace Signet.Server.Hosting.Startup;

/// <summary>
/// The server cannot start. The message is one line for the operator: the setting, the value and what is allowed. It contains no secrets. The exit
/// code says whether another attempt may succeed: docs/operations.md, <em>Exit codes</em>.
/// </summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the failure may disappear without a change of the configuration: the port is in use, the disk is full.</summary>
    public bool IsTransient { get; init; } = StartFault.IsTransient(inner);

    /// <summary>The exit code for the process.</summary>
    public int ExitCode => IsTransient ? StartFault.TransientExitCode : StartFault.ConfigurationExitCode;
}
