using System.CommandLine;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Signet.Cli;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Testing;

namespace Signet.SystemTests.Shells;

/// <summary>The manual pages, rendered by groff, mandoc and man.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ManPageTests : IDisposable
{
    private static readonly Dictionary<string, string?> Variables = new()
    {
        ["PATH"] = $"{Path.GetDirectoryName(typeof(Program).Assembly.Location)}:{Environment.GetEnvironmentVariable("PATH")}",
        ["LC_ALL"] = "C.UTF-8",
        ["MANWIDTH"] = "100",
        ["SOURCE_DATE_EPOCH"] = "1700000000",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>No page has a warning, and each has the whole text of the help: summary, arguments, flags and exit codes.</summary>
    [Theory]
    [InlineData("mandoc", "-T", "lint", "-W", "all")]
    [InlineData("groff", "-man", "-ww", "-T", "utf8")]
    public async Task Pages_Renderer_HasNoWarningAndTheWholeHelp(string renderer, params string[] strict)
    {
        var program = TestMachine.Require(renderer);
        var root = SignetCommandLine.Create(TimeProvider.System, new ApiEnvironment());
        CommandEntry[] entries = [new([], root), .. CommandEntry.AllOf(root)];

        await RunAsync("signet", "man", "--to", "man1");

        var written = Directory.GetFiles(_folder.File("man1")).Select(Path.GetFileName);
        Assert.Equal(entries.Select(FileOf).Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        foreach (var entry in entries)
        {
            var file = Path.Combine(_folder.File("man1"), FileOf(entry));
            var (code, output, errors) = await ProgramRun.ToEndAsync(program, [.. strict, file], Variables, _folder.Path);
            Assert.Equal((0, ""), (code, errors));
            if (renderer == "mandoc")
            {
                Assert.Equal("", output);
                output = await RunAsync("mandoc", "-T", "utf8", file);
            }

            var text = Flatten(Overstrikes().Replace(output, ""));
            Assert.Contains(Flatten(entry.Text), text, StringComparison.Ordinal);
            Assert.Contains(Flatten(entry.ExitCodes ?? "EXIT STATUS"), text, StringComparison.Ordinal);
            Assert.Contains("2023-11-14", text, StringComparison.Ordinal);
            Assert.All(entry.Arguments, argument => Assert.Contains(Flatten($"{argument.Name} {argument.Description}"), text, StringComparison.Ordinal));
            var flags = entry.Flags.Concat(entry.Settings);
            Assert.All(flags, flag => Assert.Contains(HeadingOf(flag) + Flatten(flag.Description!), text, StringComparison.Ordinal));
            Assert.All(entry.Children, child => Assert.Contains(Flatten($"{FileOf(child)[..^2]}(1) {child.Summary}."), text, StringComparison.Ordinal));
        }
    }

    /// <summary>On a terminal it is the program <c>man</c> that shows the page, with the pager of the user.</summary>
    [Fact]
    public async Task Man_Terminal_IsShownByThePager()
    {
        TestMachine.Require("script");
        TestMachine.Require("man");

        var shown = await RunAsync("bash", "-c", "PAGER=cat MANPAGER=cat script -qec 'signet man token create' /dev/null");

        Assert.Contains("--create-account", Overstrikes().Replace(shown, ""), StringComparison.Ordinal);
        Assert.DoesNotContain(".TH", shown, StringComparison.Ordinal);
        Assert.StartsWith(".TH \"SIGNET\\-TOKEN\\-CREATE\" 1 \"2023-11-14\"", await RunAsync("signet", "man", "token", "create"), StringComparison.Ordinal);
    }

    private static string FileOf(CommandEntry entry) => $"{string.Join('-', ["signet", .. entry.Words])}.1";

    private static string HeadingOf(Option flag) =>
        Flatten(string.Join(", ", CommandEntry.NamesOf(flag).Select(name => $"{name.Name} {name.Value}".TrimEnd())) + " ");

    /// <summary>Without blanks and line breaks: renderers break lines also at hyphens and slashes.</summary>
    private static string Flatten(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var path = program == "signet" ? Path.Combine(Path.GetDirectoryName(typeof(Program).Assembly.Location)!, program) : TestMachine.Require(program);
        var (code, output, errors) = await ProgramRun.ToEndAsync(path, arguments, Variables, _folder.Path);
        Assert.True(code == 0, $"{code}: {errors}\n{output}");
        return output;
    }

    /// <summary>Bold and underlined letters, as terminals get them: a letter, a backspace and the letter; or escape sequences.</summary>
    [GeneratedRegex(@".\x08|\x1b\[[0-9;]*m")]
    private static partial Regex Overstrikes();
}
