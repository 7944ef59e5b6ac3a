using System.CommandLine;
using System.CommandLine.Parsing;
using Signet.Cli.Commands;
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
            return MissingArgument(parsed) is { } missing
                ? $"{missing} is missing {help}"
                : $"{parsed.Errors[0].Message.ReplaceLineEndings(" ").Replace('\t', ' ')} {help}";
        }

        // Only the name of the flag is shown: its value, or a surplus argument, may be a secret.
        var unknown = parsed.UnmatchedTokens[0];
        if (unknown.StartsWith('-') && unknown.Length > 1)
        {
            return $"{Unknown(unknown, command)} {help}";
        }

        return command.Subcommands.Count > 0
            ? $"unknown command '{unknown}'{Suggest(unknown, parsed.CommandResult)} {help}"
            : $"too many arguments {help}";
    }

    /// <summary>The faults of flags, one per flag; null when something else is wrong.</summary>
    public static IReadOnlyList<string>? OfFlags(ParseResult parsed)
    {
        var (faults, isValue) = (new List<string>(), false);
        foreach (var token in parsed.UnmatchedTokens)
        {
            if (!token.StartsWith('-') && !isValue)
            {
                return null;
            }

            isValue = token.StartsWith('-') && !token.Contains('=', StringComparison.Ordinal);
            if (token.StartsWith('-'))
            {
                faults.Add(Unknown(token, parsed.CommandResult.Command));
            }
        }

        foreach (var error in parsed.Errors.Where(error => error.SymbolResult is OptionResult))
        {
            var (option, message) = (((OptionResult)error.SymbolResult!).Option, error.Message.ReplaceLineEndings(" ").Replace('\t', ' '));
            if (SettingsTable.Find(option.Name.TrimStart('-')) is null)
            {
                return null;
            }

            faults.Add(message);
        }

        return faults.Count > 0 ? faults : null;
    }

    /// <summary>Only the name of the flag is shown: its value may be a secret.</summary>
    private static string Unknown(string token, Command command)
    {
        var name = token.Split('=', ':')[0];
        return $"unknown flag '{name}'{NameSuggestion.Suggest(name, command.Options.SelectMany(option => (string[])[option.Name, .. option.Aliases]))}";
    }

    /// <summary>The first required argument that is missing, by its name; null when none is.</summary>
    private static string? MissingArgument(ParseResult parsed) => parsed.CommandResult.Command.Arguments
        .FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })?.Name;

    /// <summary>
    /// A command of the name, when it was given before its parent; else a similar one; else one of the same name elsewhere: <c>signet create</c> means
    /// <c>signet token create</c>.
    /// </summary>
    private static string Suggest(string unknown, CommandResult result) =>
        result.Command.Subcommands.Any(sub => sub.Name == unknown) ? $"; did you mean '{PathOf(result)} {unknown}'?"
            : NameSuggestion.Suggest(unknown, result.Command.Subcommands.Select(sub => sub.Name)) is { Length: > 0 } near ? near
            : CommandEntry.AllOf(RootOf(result).Command).FirstOrDefault(entry => entry.Words[^1] == unknown) is { } elsewhere ? $"; did you mean '{elsewhere.FullName}'?"
            : "";

    private static CommandResult RootOf(CommandResult result) => result.Parent is CommandResult parent ? RootOf(parent) : result;

    /// <summary>The full name of a command: <c>signet token</c>.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "signet";
}
