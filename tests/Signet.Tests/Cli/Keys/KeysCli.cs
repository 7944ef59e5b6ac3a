using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Keys;

namespace Signet.Tests.Cli.Keys;

/// <summary>The result of <c>signet keys</c>, run in this process.</summary>
internal sealed record KeysCli(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a command of <c>signet keys</c>.</summary>
    public static async Task<KeysCli> RunAsync(params IEnumerable<string> arguments)
    {
        var root = new RootCommand { KeysCommand.Create(TimeProvider.System) };
        var parsed = root.Parse(["keys", .. arguments]);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new KeysCli(code, output.ToString(), errors.ToString());
    }

    /// <summary>The output as an operation.</summary>
    public JsonObject Operation => JsonNode.Parse(Output)!.AsObject();

    /// <summary>The keys: id and stage.</summary>
    public IReadOnlyList<(string KeyId, string State)> Keys =>
        [.. Operation["status"]!["keys"]!.AsArray().Select(key => ((string?)key!["keyID"] ?? "", (string)key["state"]!))];

    /// <summary>Asserts the exit code; the message has what was printed.</summary>
    public KeysCli Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}: {Errors}{Output}");
        return this;
    }
}
