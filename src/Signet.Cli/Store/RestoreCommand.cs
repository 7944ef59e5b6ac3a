using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Core.Storage;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary><c>signet store restore --from FILE --data-dir DIR</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create(TimeProvider time)
    {
        var file = new Option<string>("--from") { HelpName = "FILE", Required = true, Description = "The backup. It is checked before anything is changed." };
        var directory = new Option<string>("--data-dir") { HelpName = "DIR", Required = true, Description = "The data directory. No server may run with it." };
        var accept = new Option<bool>("--accept-store-loss")
        {
            Description = "Restore although the present store is newer: what was written after the backup is lost, and tokens that were revoked since are valid again until they expire.",
        };
        var command = new Command(
            "restore", "Puts a backup in the place of the store in a data directory. The present store is kept in a folder of the directory. The other files are not changed.")
        {
            file, directory, accept,
        };
        command.SetAction((parsed, _) => StoreRun.RunAsync(parsed, () => RunAsync(
            parsed, parsed.GetValue(file)!, parsed.GetValue(directory)!, parsed.GetValue(accept), time)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string file, string directory, bool accept, TimeProvider time)
    {
        try
        {
            var restored = StoreBackups.Restore(file, directory, accept, time);
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"Restored the store of {directory} from {file}, which is at revision {restored.Backup}.").ConfigureAwait(false);
            if (restored.Revision != restored.Backup)
            {
                await output.WriteLineAsync(
                    $"The former store had been at revision {restored.Former} or later; the restored one continues after {restored.Revision}, so that no resourceVersion is used twice.")
                    .ConfigureAwait(false);
            }

            if (restored.Aside is { } aside)
            {
                await output.WriteLineAsync($"The former store is in {aside}; remove it when it is not needed any more.").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        }
        catch (StoreLostException exception)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"signet: nothing was changed: {exception.Message}. What was written after the backup would be lost, and tokens that were revoked since would be valid again until they expire. " +
                "Repeat the command with --accept-store-loss to accept that (docs/operations.md, Restore)").ConfigureAwait(false);
            return ExitCodes.Unconfirmed;
        }
    }
}
