using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary>The flag <c>--output</c> of a command that checks a store, and its result.</summary>
internal sealed class ReportOutput
{
    private readonly Option<string?> _format = new("--output", "-o") { HelpName = "FORMAT", Description = "The format: table or json. [default: table]" };

    /// <summary>Adds the flag to a command.</summary>
    public ReportOutput(Command command)
    {
        OutputOption.AcceptOnly(_format, "table", "json");
        command.Add(_format);
    }

    /// <summary>Prints a report.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(ParseResult parsed, StoreReport report)
    {
        var text = parsed.GetValue(_format) == "json" ? StoreReportText.Json(report) : StoreReportText.Table(report);
        await parsed.InvocationConfiguration.Output.WriteAsync(text).ConfigureAwait(false);
        return report.IsSound ? ExitCodes.Done : ExitCodes.Found;
    }
}
