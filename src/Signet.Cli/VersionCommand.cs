using System.CommandLine;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli;

internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Prints the version of Signet.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine($"signet {ProductVersion.Text}"));
        return command;
    }
}
