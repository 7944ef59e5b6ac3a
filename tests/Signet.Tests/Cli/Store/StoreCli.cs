using System.CommandLine;
using Signet.Cli.Store;

namespace Signet.Tests.Cli.Store;

/// <summary>The result of <c>signet store</c>, run in this process.</summary>
internal sealed record StoreCli(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a command of <c>signet store</c>.</summary>
    public static async Task<StoreCli> RunAsync(params IEnumerable<string> arguments)
    {
        var root = new RootCommand { StoreCommand.Create(TimeProvider.System) };
        var parsed = root.Parse(["store", .. arguments]);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new StoreCli(code, output.ToString(), errors.ToString());
    }

    /// <summary>Asserts the exit code; the message has what was printed.</summary>
    public StoreCli Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}: {Errors}{Output}");
        return this;
    }

    /// <summary>Asserts that standard error is one line that begins as all failures do, and has a text.</summary>
    public StoreCli ExpectFault(int exitCode, string text)
    {
        Expect(exitCode);
        Assert.Equal("", Output);
        Assert.StartsWith("signet: ", Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Errors.Trim());
        Assert.Contains(text, Errors, StringComparison.Ordinal);
        return this;
    }
}
