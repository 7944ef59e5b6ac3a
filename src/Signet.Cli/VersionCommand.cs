using System.CommandLine;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli;

/// <summary><c>signet version</c>, and <c>signet --version</c>.</summary>
internal static class VersionCommand
{
    public const string Name = "version";

    public static Command Create()
    {
        var command = new Command(Name, "Prints the version of Signet.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine($"signet {ProductVersion.Text}"));
        return command;
    }
}
