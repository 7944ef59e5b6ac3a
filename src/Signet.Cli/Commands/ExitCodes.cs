using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Commands;

/// <summary>The exit codes of all commands. <c>docs/reference/commands.md</c> is made from <see cref="All"/>.</summary>
internal static class ExitCodes
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>It failed; the message says why.</summary>
    public const int Failed = StartFault.TransientExitCode;

    /// <summary>It breaks or loses something, and that was not accepted by a flag. Nothing was changed.</summary>
    public const int Unconfirmed = 3;

    /// <summary>
    /// What was checked is faulty: settings with which a server does not start, a refused token, a JWKS with which tokens are refused, a value that cannot
    /// be read.
    /// </summary>
    public const int Found = 4;

    /// <summary>The copy of a store is complete, but the source was written to meanwhile.</summary>
    public const int SourceChanged = 5;

    /// <summary>The command line, a file or a setting cannot be used.</summary>
    public const int Usage = StartFault.ConfigurationExitCode;

    /// <summary>All codes with their meaning, in ascending order.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "done; for a command that checks something: it is in order"),
        (Failed, "failed; another attempt may succeed, for example when the server is reachable again"),
        (Unconfirmed, "it breaks or loses something, and that was not accepted by a flag; nothing was changed"),
        (Found, "what was checked is faulty: settings with which a server does not start, a token that is refused, a JWKS with which tokens are refused, a store with a value that cannot be read"),
        (SourceChanged, "the copy of a store is complete, but the source was written to meanwhile"),
        (Usage, "the command line, a file or a setting cannot be used; repeating the command does not help"),
    ];
}
