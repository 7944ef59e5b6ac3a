using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Keys;

/// <summary>The exit codes of <c>signet keys</c>; docs/operations.md and the help list them.</summary>
internal static class KeysExitCode
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>It failed; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>It breaks something and was not confirmed by --yes. Nothing was changed.</summary>
    public const int Unconfirmed = 3;

    /// <summary>The probe found that relying parties refuse tokens, or will.</summary>
    public const int Unsafe = 4;

    /// <summary>The command line, a file or a setting cannot be used.</summary>
    public const int Usage = StartFault.ConfigurationExitCode;
}
