using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Serve;

/// <summary>Keeps the memory of a server's process secret, before it has a key.</summary>
internal static class ProcessMemory
{
    /// <summary>Disables core dumps, unless <c>--core-dumps</c> is set.</summary>
    /// <exception cref="StartupException">The system refuses it.</exception>
    public static void Protect(ServerOptions options)
    {
        if (!options.AllowsCoreDumps && CoreDumps.Disable() is { } fault)
        {
            throw new StartupException($"core dumps cannot be disabled ({fault}); --core-dumps starts nevertheless");
        }
    }
}
