using System.CommandLine;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary><c>signet store check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command(
            "check", "Reads every value of a store as a server does, also while servers run, and lists those that cannot be read, by key and reason. Changes nothing. Exit code 4 when there are any.");
        var directory = new Option<string?>("--data-dir") { HelpName = "DIR", Description = "The data directory with the store. [default: none]" };
        command.Add(directory);
        var output = new ReportOutput(command);
        var keyFiles = new KeyEncryptionKeyOption(
            command, "The key-encryption key of the servers: the keys in the store are opened with it. May be repeated. [default: that of the data directory; only their form is checked in etcd]");
        var etcd = new EtcdFlags(command);
        command.SetAction((parsed, cancellationToken) => StoreRun.RunAsync(parsed, async () =>
        {
            var progress = new ProgressLines(parsed.InvocationConfiguration.Error, time);
            var address = AddressOf(parsed, parsed.GetValue(directory), etcd);
            var report = await StoreChecking.RunAsync(
                address, keyFiles.Read(parsed), read => progress.Report("read {0} keys", read), time, cancellationToken).ConfigureAwait(false);
            return await output.WriteAsync(parsed, report).ConfigureAwait(false);
        }));
        return command;
    }

    private static StoreAddress AddressOf(ParseResult parsed, string? directory, EtcdFlags etcd) => (directory, etcd.IsGiven(parsed)) switch
    {
        (not null, true) => throw new StartupException("--data-dir and --etcd-* name two stores; give one of them"),
        (not null, false) => new StoreAddress.InDirectory(directory),
        (null, true) => etcd.Read(parsed),
        _ => throw new StartupException("--data-dir or --etcd-servers is required: the store to check"),
    };
}
