using System.CommandLine;
using System.CommandLine.Parsing;
using Signet.Server.Hosting.Settings;

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
        AcceptOnly(option, "table", "json", "yaml");
        return option;
    }

    /// <summary>Limits the values of an option. The fault names the allowed ones and the one that is probably meant.</summary>
    public static void AcceptOnly(Option<string?> option, params string[] values)
    {
        option.CompletionSources.Add(values);
        option.Validators.Add(result => Check(result, result.Tokens, option.Name, values));
    }

    /// <summary>Limits the values of an argument, as those of an option.</summary>
    public static void AcceptOnly(Argument<string> argument, params string[] values)
    {
        argument.CompletionSources.Add(values);
        argument.Validators.Add(result => Check(result, result.Tokens, argument.Name, values));
    }

    /// <summary>The format that was asked for.</summary>
    public static OutputFormat FormatOf(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        _ => OutputFormat.Table,
    };

    private static void Check(SymbolResult result, IReadOnlyList<System.CommandLine.Parsing.Token> tokens, string name, string[] values)
    {
        if (tokens is [var token] && !values.Contains(token.Value))
        {
            result.AddError(
                $"{name}: \"{TextTable.Clean(token.Value)}\" is not allowed; it must be {string.Join(", ", values[..^1])} or {values[^1]}{NameSuggestion.Suggest(token.Value, values)}");
        }
    }
}
