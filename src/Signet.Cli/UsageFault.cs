using System.CommandLine;
using System.CommandLine.Parsing;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli;

/// <summary>The fault of a command line, in one line, with a suggestion for a misspelt name.</summary>
internal static class UsageFault
{
    /// <summary>The fault; null when the command line is valid.</summary>
    public static string? Of(ParseResult parsed)
    {
        // Checked before --help, which would hide errors: 'signet srve --help' would explain another command.
        if (parsed.Errors.Count == 0 && parsed.UnmatchedTokens.Count == 0)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var help = $"('{PathOf(parsed.CommandResult)} --help' shows the usage)";
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return $"{parsed.Errors[0].Message.ReplaceLineEndings(" ")} {help}";
        }

        // Only the name of the flag is shown: its value, or a surplus argument, may be a secret.
        var unknown = parsed.UnmatchedTokens[0];
        if (unknown.StartsWith('-') && unknown.Length > 1)
        {
            var name = unknown.Split('=', ':')[0];
            return $"unknown flag '{name}'{NameSuggestion.Suggest(name, command.Options.SelectMany(option => (string[])[option.Name, .. option.Aliases]))} {help}";
        }

        return command.Subcommands.Count > 0
            ? $"unknown command '{unknown}'{NameSuggestion.Suggest(unknown, command.Subcommands.Select(sub => sub.Name))} {help}"
            : $"too many arguments {help}";
    }

    /// <summary>The full name of a command: <c>signet token</c>.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "signet";
}
