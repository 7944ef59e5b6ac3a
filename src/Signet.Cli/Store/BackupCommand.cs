using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary><c>signet store backup --data-dir DIR --to FILE</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var directory = new Option<string>("--data-dir") { HelpName = "DIR", Required = true, Description = "The data directory. Its server may run." };
        var file = new Option<string>("--to") { HelpName = "FILE", Required = true, Description = "The file to make. It must not exist. Only its owner can read it (mode 0600)." };
        var command = new Command(
            "backup", "Writes a consistent backup of the store in a data directory, also while the server runs: with every write that was answered before the command began.")
        {
            directory, file,
        };
        command.SetAction((parsed, _) => StoreRun.RunAsync(parsed, async () =>
        {
            var (source, target) = (parsed.GetValue(directory)!, parsed.GetValue(file)!);
            var revision = StoreBackups.Write(source, target);
            await parsed.InvocationConfiguration.Output.WriteAsync(
                $"Made {target}, the store of {source} at revision {revision}.\n" +
                "It has the signing keys, sealed: keep the key-encryption key apart from it, and the other files of the data directory, too (docs/operations.md, Backup).\n")
                .ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }
}
