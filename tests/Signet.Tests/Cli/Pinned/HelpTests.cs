using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Text;
using Signet.Cli;
using Signet.Cli.Api;
using Signet.Cli.Commands;

namespace Signet.Tests.Cli.Pinned;

/// <summary>The whole help of each command, and what is said of mistakes in its command line.</summary>
public sealed class HelpTests
{
    private static readonly CommandEntry[] Entries = [.. CommandEntry.AllOf(Root())];

    [Fact]
    public async Task Help_EachCommand_IsThatOfTheFile()
    {
        var text = new StringBuilder();
        foreach (var entry in Entries.Prepend(new CommandEntry([], Root())))
        {
            text.Append("\n$ ").Append(entry.FullName).Append(" --help\n").Append((await RunAsync([.. entry.Words, "--help"])).Expect(0).Output.TrimEnd()).Append('\n');
        }

        // The name of the executable is that of the tests here.
        var lines = text.ToString().ReplaceLineEndings("\n").Replace("  Signet.Tests ", "  signet ", StringComparison.Ordinal).TrimStart().Split('\n');
        PinnedText.Check("help.txt", string.Join('\n', lines.Select(line => line.TrimEnd())));
    }

    /// <summary>For each command: an unknown flag, a misspelt flag, a flag without its value, an impossible value, a missing argument, one too many.</summary>
    [Fact]
    public async Task Errors_EachCommand_AreThoseOfTheFile()
    {
        var text = new StringBuilder();
        foreach (var words in Entries.SelectMany(Mistakes))
        {
            var run = await RunAsync([.. words]);

            // To the check of settings, a flag that serve refuses is a finding as others.
            var isFinding = words.First() == "check" && run.ExitCode == 4;
            Assert.Equal((isFinding, isFinding ? 4 : 78), (run.Output.Length > 0, run.ExitCode));
            text.Append("$ signet ").AppendJoin(' ', words).Append('\n').Append(run.Errors);
        }

        PinnedText.Check("errors.txt", text.ToString());
    }

    private static IEnumerable<IEnumerable<string>> Mistakes(CommandEntry entry)
    {
        var arguments = entry.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(Given).ToList();
        IEnumerable<string> given = [.. entry.Words, .. arguments];
        if (entry.Children.Any())
        {
            yield return [.. entry.Words, "nonsense"];
            yield return [.. entry.Words, entry.Children.First().Words[^1] + "x"];
            yield break;
        }

        if (entry.Name == HelpCommand.Name)
        {
            // Its words are those of another command.
            yield break;
        }

        yield return [.. given, "--nonsense"];
        foreach (var argument in entry.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Take(1))
        {
            yield return entry.Words;
        }

        if (entry.Arguments.All(argument => argument.Arity.MaximumNumberOfValues <= 1))
        {
            yield return [.. given, "one-too-many"];
        }

        var flags = entry.Flags.Concat(entry.Settings).ToList();
        foreach (var flag in flags.Take(1))
        {
            yield return [.. given, flag.Name.Insert(3, "x")];
        }

        foreach (var flag in flags.Where(flag => flag.Arity.MinimumNumberOfValues > 0).Take(1))
        {
            yield return [.. given, flag.Name];
        }

        foreach (var flag in entry.Flags.Where(flag => flag.ValueType == typeof(string) && flag.CompletionSources.Count > 0 && flag.Name == "--output"))
        {
            yield return [.. given, flag.Name, "jsonn"];
        }
    }

    /// <summary>A value that is allowed.</summary>
    private static string Given(Argument argument) =>
        argument.CompletionSources.SelectMany(source => source(CompletionContext.Empty)).FirstOrDefault()?.Label ?? argument.Name.ToLowerInvariant();

    private static RootCommand Root() => SignetCommandLine.Create(TimeProvider.System, new ApiEnvironment());

    /// <summary>Runs a command with help that is 120 columns wide, whatever the terminal of the tests is.</summary>
    private static async Task<CliRun> RunAsync(string[] arguments)
    {
        var root = Root();
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = 120;
        return await CliRun.WholeAsync(root, new ApiEnvironment(), arguments);
    }
}
