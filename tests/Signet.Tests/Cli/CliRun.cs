using System.CommandLine;
using Signet.Cli;
using Signet.Cli.Api;

namespace Signet.Tests.Cli;

/// <summary>The result of a command of <c>signet</c>, run in this process.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a command.</summary>
    /// <param name="command">The command below <c>signet</c>.</param>
    /// <param name="arguments">What follows its name.</param>
    public static async Task<CliRun> RunAsync(Command command, IEnumerable<string> arguments)
    {
        var parsed = new RootCommand { command }.Parse([command.Name, .. arguments]);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), errors.ToString());
    }

    /// <summary>Runs the whole command line, as the executable does.</summary>
    /// <param name="environment">What the choice of a server depends on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="arguments">The arguments.</param>
    public static Task<CliRun> WholeAsync(ApiEnvironment environment, TimeProvider time, params string[] arguments) =>
        WholeAsync(SignetCommandLine.Create(time, environment), environment, arguments);

    /// <summary>Runs the whole command line with commands that were made before.</summary>
    public static async Task<CliRun> WholeAsync(RootCommand root, ApiEnvironment environment, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await SignetCommandLine.RunAsync(
            root,
            arguments,
            environment,
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false },
            TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), errors.ToString());
    }

    /// <summary>Asserts the exit code; the message has what was printed.</summary>
    public CliRun Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}: {Errors}{Output}");
        return this;
    }

    /// <summary>Asserts that standard error is one line that begins as all failures do, and has a text.</summary>
    public CliRun ExpectFault(int exitCode, string text)
    {
        Expect(exitCode);
        Assert.Equal("", Output);
        Assert.StartsWith("signet: ", Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Errors.Trim());
        Assert.Contains(text, Errors, StringComparison.Ordinal);
        return this;
    }
}
