using System.CommandLine;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary><c>signet store verify PATH</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(TimeProvider time)
    {
        var path = new Argument<string>("PATH") { Description = "A backup, or a data directory. Its server may run." };
        var command = new Command(
            "verify", "Checks every page and index of a backup or of the store in a data directory, and reads every value. Changes nothing. Exit code 4 when something is damaged or cannot be read.")
        {
            path,
        };
        var output = new ReportOutput(command);
        var keyFiles = new KeyEncryptionKeyOption(
            command, "The key-encryption key of the servers: the keys in the store are opened with it. May be repeated. [default: that of the data directory; only their form is checked for a file]");
        command.SetAction((parsed, _) => StoreRun.RunAsync(parsed, async () =>
        {
            var progress = new ProgressLines(parsed.InvocationConfiguration.Error, time);
            var report = StoreChecking.Verify(parsed.GetValue(path)!, keyFiles.Read(parsed), read => progress.Report("read {0} keys", read), time);
            return await output.WriteAsync(parsed, report).ConfigureAwait(false);
        }));
        return command;
    }
}
