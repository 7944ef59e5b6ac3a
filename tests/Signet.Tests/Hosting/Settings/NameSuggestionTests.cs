using Signet.Server.Hosting.Settings;
using Signet.Testing;

namespace Signet.Tests.Hosting.Settings;

/// <summary>Suggestions for misspelt names, the errors of the command line, and its exit codes.</summary>
public sealed class NameSuggestionTests
{
    [Theory]
    [InlineData("srve", "serve")]
    [InlineData("esrve", "serve")]
    [InlineData("server", "serve")]
    [InlineData("tken", "token")]
    [InlineData("xyz", null)]
    [InlineData("s", null)]
    public void Find_Command_NearestOrNone(string given, string? expected) => Assert.Equal(expected, NameSuggestion.Find(given, ["serve", "token", "version"]));

    /// <summary>Every flag is suggested when one letter is missing, doubled or swapped.</summary>
    [Fact]
    public void Find_MistypedFlag_IsTheFlag()
    {
        var names = SettingsTable.All.Select(setting => "--" + setting.Name).ToList();
        foreach (var name in names)
        {
            var middle = name.Length / 2;
            Assert.Equal(name, NameSuggestion.Find(name.Remove(middle, 1), names));
            Assert.Equal(name, NameSuggestion.Find(name.Insert(middle, "q"), names));
            Assert.Equal(name, NameSuggestion.Find(name[..middle] + name[middle + 1] + name[middle] + name[(middle + 2)..], names));
        }
    }

    /// <summary>Found by fuzzing: a misplaced value, such as a certificate, took megabytes for each known name.</summary>
    [Fact]
    public void Find_VeryLongName_IsNotCompared()
    {
        const int MaxBytes = 256 * 1024;
        var names = SettingsTable.All.Select(setting => "--" + setting.Name).ToList();
        var given = "--" + new string('x', 100_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(NameSuggestion.Find(given, names));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes + (2L * given.Length));
    }

    [Fact]
    public void Find_PrefixOfANames_IsTheShortestName() =>
        Assert.Equal("--audit-log-path", NameSuggestion.Find("--audit-log", ["--audit-log-path", "--audit-log-maxsize-of-something"]));

    [Theory]
    [InlineData("unknown command 'srve'; did you mean 'serve'? ('signet --help' shows the usage)", "srve")]
    [InlineData("unknown command 'srve'; did you mean 'serve'? ('signet --help' shows the usage)", "help", "srve")]
    [InlineData("unknown command 'srve'; did you mean 'serve'? ('signet --help' shows the usage)", "srve", "--help")]
    [InlineData("unknown command 'inspekt'; did you mean 'inspect'? ('signet token --help' shows the usage)", "token", "inspekt", "eyJ.eyJ.c2VjcmV0")]
    [InlineData("unknown flag '--bind-adress'; did you mean '--bind-address'? ('signet serve --help' shows the usage)", "serve", "--bind-adress", "127.0.0.1")]
    [InlineData("unknown flag '--bind-adress'; did you mean '--bind-address'? ('signet serve --help' shows the usage)", "serve", "--bind-adress=127.0.0.1")]
    [InlineData("unknown flag '--verion'; did you mean '--version'? ('signet --help' shows the usage)", "--verion")]
    [InlineData("unknown flag '--frobnicate' ('signet serve --help' shows the usage)", "serve", "--frobnicate=c2VjcmV0")]
    [InlineData("too many arguments ('signet token inspect --help' shows the usage)", "token", "inspect", "a.b.c", "c2VjcmV0")]
    public async Task Run_UnknownName_OneLineWithASuggestion(string says, params string[] arguments)
    {
        var (code, output, errors) = await SignetProcess.RunAsync(arguments);

        Assert.Equal((78, "", $"signet: {says}"), (code, output, errors));
        Assert.DoesNotContain("c2VjcmV0", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signet [command]")]
    [InlineData("signet [command]", "help")]
    [InlineData("signet [command]", "--help")]
    [InlineData("signet help", "help", "--help")]
    [InlineData("signet serve", "help", "serve")]
    [InlineData("signet serve", "serve", "--help")]
    [InlineData("signet token inspect", "help", "token", "inspect")]
    [InlineData("signet token [command]", "token")]
    public async Task Run_Help_IsPrintedWithExitCodeZero(string usage, params string[] arguments)
    {
        var (code, output, errors) = await SignetProcess.RunAsync(arguments);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"Usage:\n  {usage}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SIGNET_SECURE_PROT", "SIGNET_SECURE_PORT")]
    [InlineData("secure-prot", "secure-port")]
    public void Load_UnknownSetting_SuggestsASimilarName(string given, string near)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.yaml"), $"{given}: 1\n");
        var isVariable = given.StartsWith("SIGNET_", StringComparison.Ordinal);

        var refused = Assert.Throws<Server.Hosting.Startup.StartupException>(() => SettingsLoader.Load(
            new Dictionary<string, IReadOnlyList<string>>(),
            isVariable ? new Dictionary<string, string> { [given] = "1" } : [],
            isVariable ? null : folder.File("config.yaml")));

        Assert.Contains($"did you mean '{near}'?", refused.Message, StringComparison.Ordinal);
    }
}
