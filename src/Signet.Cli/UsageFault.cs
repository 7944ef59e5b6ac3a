using System.CommandLine;
using System.CommandLine.Parsing;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli;

/// <summary>What is wrong with a command line, in one line, with the name that was probably meant.</summary>
internal static class UsageFault
{
    /// <summary>The fault, or null when the command line can be run.</summary>
    public static string? Of(ParseResult parsed)
    {
        // The flag for help hides errors: 'signet srve --help' would explain something else.
        if (parsed.Errors.Count == 0 && parsed.UnmatchedTokens.Count == 0)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var help = $"('{PathOf(parsed.CommandResult)} --help' tells more)";
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return $"{parsed.Errors[0].Message.ReplaceLineEndings(" ")} {help}";
        }

        // Only the name is shown: what stands behind '=' may be a secret, and so may a surplus argument.
        var unknown = parsed.UnmatchedTokens[0];
        if (unknown.StartsWith('-') && unknown.Length > 1)
        {
            var name = unknown.Split('=', ':')[0];
            return $"there is no flag '{name}'{NameSuggestion.Suggest(name, command.Options.SelectMany(option => (string[])[option.Name, .. option.Aliases]))} {help}";
        }

        return command.Subcommands.Count > 0
            ? $"there is no command '{unknown}'{NameSuggestion.Suggest(unknown, command.Subcommands.Select(sub => sub.Name))} {help}"
            : $"too many arguments {help}";
    }

    /// <summary>The words up to a command: <c>signet token</c>.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "signet";
}
