using System.CommandLine;
using Signet.Cli.Commands;

namespace Signet.Cli.Api;

/// <summary>Prints the warnings of a response on standard error, as kubectl does.</summary>
internal static class ServerWarnings
{
    public static async Task WriteAsync(ParseResult parsed, ApiResponse response)
    {
        foreach (var warning in response.Warnings)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Warning: {TextTable.Clean(warning)}").ConfigureAwait(false);
        }
    }
}
