using System.CommandLine;

namespace Signet.Cli.Store;

/// <summary><c>signet store</c>.</summary>
internal static class StoreCommand
{
    private const string Description =
        "Copies, backs up, restores and checks the store of a server. Exit codes: 0 done, and everything can be read; 1 failed, another attempt may succeed; 3 restore: the present store " +
        "is newer than the backup, and --accept-store-loss was not given, nothing was changed; 4 something cannot be read, or a file is damaged; 5 copy: complete, but the source was " +
        "written to meanwhile; 78 the command line, a file or a setting cannot be used.";

    public static Command Create(TimeProvider time) => new("store", Description)
    {
        CopyCommand.Create(time),
        BackupCommand.Create(),
        RestoreCommand.Create(time),
        VerifyCommand.Create(time),
        CheckCommand.Create(time),
    };
}
