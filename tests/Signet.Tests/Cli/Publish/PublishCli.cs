using System.CommandLine;
using Signet.Cli.Publish;

namespace Signet.Tests.Cli.Publish;

/// <summary>The result of <c>signet publish</c>, run in this process.</summary>
internal sealed record PublishCli(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs the command.</summary>
    public static async Task<PublishCli> RunAsync(params IEnumerable<string> arguments)
    {
        var root = new RootCommand { PublishCommand.Create(TimeProvider.System) };
        var parsed = root.Parse(["publish", .. arguments]);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new PublishCli(code, output.ToString(), errors.ToString());
    }

    /// <summary>Asserts the exit code; the message has what was printed.</summary>
    public PublishCli Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}: {Errors}{Output}");
        return this;
    }
}
