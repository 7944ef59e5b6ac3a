using System.CommandLine;
using Signet.Cli.Serve;
using Signet.Cli.Token;

namespace Signet.Cli;

/// <summary>The executable <c>signet</c>.</summary>
public static class Program
{
    /// <summary>Runs one command; 0 when it did what it should, 1 when not.</summary>
    public static Task<int> Main(string[] args)
    {
        if (args is ["serve", ..])
        {
            // Before anything else: SIGHUP must not end a server that has just been started.
            ProcessSignals.Register();
        }

        var root = new RootCommand("Signet issues, reviews and revokes Kubernetes service account tokens, without a cluster.")
        {
            ServeCommand.Create(TimeProvider.System),
            TokenCommand.Create(),
            VersionCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"signet: {parsed.Errors[0].Message.ReplaceLineEndings(" ")} ('signet --help' tells more)");
            return Task.FromResult(1);
        }

        // The server handles SIGTERM itself and drains; nothing may cut it off.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
