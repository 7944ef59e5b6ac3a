using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Store;

/// <summary>The exit codes of <c>signet store</c>; docs/operations.md and the help list them.</summary>
internal static class StoreExitCode
{
    /// <summary>It was done; everything can be read.</summary>
    public const int Done = 0;

    /// <summary>It failed; the message says why.</summary>
    public const int Failed = StartFault.TransientExitCode;

    /// <summary>The backup is older than the store, and the loss was not accepted. Nothing was changed.</summary>
    public const int Unconfirmed = 3;

    /// <summary>A value cannot be read, or a file is damaged.</summary>
    public const int Found = 4;

    /// <summary>The copy is complete, but the source was written to meanwhile.</summary>
    public const int SourceChanged = 5;

    /// <summary>The command line, a file or a setting cannot be used.</summary>
    public const int Usage = StartFault.ConfigurationExitCode;
}
