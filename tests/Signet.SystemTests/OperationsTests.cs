using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Issue 10, 22: a server runs with the keys and certificates made by the commands of docs/operations.md.</summary>
public sealed class OperationsTests : IDisposable
{
    private static readonly IReadOnlyList<MarkdownBlock> Blocks = MarkdownBlock.Read(Path.Combine(TestMachine.Root, "docs/operations.md"));
    private readonly TemporaryFolder _folder = new();

    /// <summary>The blocks with openssl commands, by position.</summary>
    public static TheoryData<int> OpensslBlocks { get; } =
        [.. Enumerable.Range(0, Blocks.Count).Where(i => Blocks[i].Language == "sh" && Blocks[i].Text.Contains("openssl ", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(OpensslBlocks))]
    public async Task Serve_KeysAndCertificatesOfTheDocumentation_Work(int block)
    {
        TestMachine.Require("openssl");
        Directory.CreateDirectory(_folder.File("bin"));
        File.CreateSymbolicLink(_folder.File("bin/signet"), Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null));

        await using var server = SignetShell.Start(Blocks[block].Text, _folder.Path, $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
        await server.UntilServesAsync();
    }

    [Fact]
    public void OpensslBlocks_OfTheDocumentation_AreThoseOfKeysAndOfCertificates() => Assert.Equal(2, OpensslBlocks.Count);

    [Fact]
    public void Unit_OfSystemd_IsNotRestartedForTheExitCodeOfConfigurationFaults()
    {
        var unit = File.ReadAllLines(Path.Combine(TestMachine.Root, "deploy", "systemd", "signet.service"));

        Assert.Contains($"RestartPreventExitStatus={StartFault.ConfigurationExitCode}", unit);
        Assert.Contains("Restart=on-failure", unit);
    }
}
