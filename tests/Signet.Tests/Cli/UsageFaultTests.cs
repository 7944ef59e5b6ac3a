using Signet.Cli;
using Signet.Cli.Api;
using Signet.Cli.Commands;

namespace Signet.Tests.Cli;

/// <summary>What is said of a command line that cannot be used.</summary>
public sealed class UsageFaultTests
{
    [Theory]
    [InlineData("tokn", "unknown command 'tokn'; did you mean 'token'? ('signet --help' shows the usage)")]
    [InlineData("token creat", "unknown command 'creat'; did you mean 'create'? ('signet token --help' shows the usage)")]
    [InlineData("create token builder", "unknown command 'create'; did you mean 'signet token create'? ('signet token --help' shows the usage)")]
    [InlineData("inspect", "unknown command 'inspect'; did you mean 'signet token inspect'?")]
    [InlineData("zzz", "unknown command 'zzz' ('signet --help' shows the usage)")]
    [InlineData("token create", "ACCOUNT is missing ('signet token create --help' shows the usage)")]
    [InlineData("token review", "TOKEN is missing")]
    [InlineData("token create a --audienc=secret", "unknown flag '--audienc'; did you mean '--audience'?")]
    [InlineData("token create a b", "too many arguments")]
    [InlineData("whoami -o jsn", "--output: \"jsn\" is not allowed; it must be table, json or yaml; did you mean 'json'?")]
    [InlineData("whoami --context", "'--context'")]
    [InlineData("store check --output yaml", "--output: \"yaml\" is not allowed; it must be table or json")]
    public async Task Run_Mistake_IsOneLineWithTheNearestName(string line, string fault)
    {
        var run = (await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, line.Split(' '))).ExpectFault(78, fault);

        Assert.DoesNotContain("secret", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HelpOfEachCommand_Succeeds()
    {
        foreach (var path in CommandEntry.AllOf(SignetCommandLine.Create(TimeProvider.System, new ApiEnvironment())))
        {
            var run = (await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, [.. path.Words, "--help"])).Expect(0);

            Assert.All(path.Description.Split('\n'), line => Assert.Contains(line, run.Output, StringComparison.Ordinal));
            Assert.Equal("", run.Errors);
        }
    }
}
