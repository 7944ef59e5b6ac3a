using System.CommandLine;

namespace Signet.Cli.Keys.Output;

/// <summary>The flag <c>-o</c>.</summary>
internal static class OutputOption
{
    /// <summary>Makes the flag of a command.</summary>
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--output", "-o") { HelpName = "FORMAT", Description = "The format: table, json or yaml. [default: table]" };
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
