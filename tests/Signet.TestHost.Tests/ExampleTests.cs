namespace Signet.TestHost.Tests;

/// <summary>The example of the README, of the package's README and of docs/how-to/tests.md.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task Example_Run_IssuesATokenThatExpires()
    {
        // Example begins
        await using var signet = await SignetTestServer.StartAsync();

        var account = await signet.CreateAccountAsync("builder");
        var token = await signet.IssueAsync(account, audience: "vault", lifetime: TimeSpan.FromMinutes(10));
        var accepted = await signet.ReviewAsync(token.Value, audience: "vault");

        signet.Time.Advance(TimeSpan.FromMinutes(12));
        var expired = await signet.ReviewAsync(token.Value, audience: "vault");
        // Example ends

        Assert.Equal("system:serviceaccount:default:builder", accepted.UserName);
        Assert.False(expired.IsAuthenticated);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/Signet.TestHost/README.md")]
    [InlineData("docs/how-to/tests.md")]
    public void Page_Example_IsTheCodeOfTheTest(string page)
    {
        var source = File.ReadAllText(Path.Combine(Root(), "tests/Signet.TestHost.Tests/ExampleTests.cs"));
        var begin = source.IndexOf("// Example begins\n", StringComparison.Ordinal) + "// Example begins\n".Length;
        var code = source[begin..source.IndexOf("        // Example ends", begin, StringComparison.Ordinal)];
        var example = string.Join('\n', code.Split('\n').Select(line => line.Length > 8 ? line[8..] : line));

        Assert.Contains($"```csharp\n{example}```", File.ReadAllText(Path.Combine(Root(), page)), StringComparison.Ordinal);
    }

    /// <summary>The folder of the solution, above the one with the built tests.</summary>
    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Signet.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Signet.slnx is in no folder above the tests");
        }

        return folder;
    }
}
