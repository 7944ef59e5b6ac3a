using System.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>The flag <c>-o</c>.</summary>
internal static class OutputOption
{
    /// <summary>Makes the flag of a command.</summary>
    /// <param name="table">What <c>table</c> prints, where it is not a table.</param>
    public static Option<string?> Create(string table = "")
    {
        var option = new Option<string?>("--output", "-o")
        {
            HelpName = "FORMAT",
            Description = $"The format: table{(table.Length > 0 ? $" ({table})" : "")}, json or yaml. [default: table]",
        };
        option.AcceptOnlyFromAmong("table", "json", "yaml");
        return option;
    }

    /// <summary>The format that was asked for.</summary>
    public static OutputFormat FormatOf(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        _ => OutputFormat.Table,
    };
}
