using System.Globalization;
using System.Runtime.Versioning;
using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary>Processes of other users at the socket of a signer: the kernel says who connects, and the settings whom the signer serves.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SignerPeerTests : IDisposable
{
    private const string Peer = "65534:65533";
    private const string Root = "0:0";
    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.File("signer.sock");

    /// <summary>The flags of the signer; uid and primary group of the peer, with another group after a plus sign; and what happens to the peer.</summary>
    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        { "", Root, "served" },
        { "", Peer, "denied" },
        { "--signer-allow-uids 65534", Peer, "served" },
        { "--signer-allow-uids 65534", "65533:65534", "closed" },
        { "--signer-allow-uids 65534", Root, "closed" },
        { "--signer-allow-uids 65534 --signer-allow-uids 0", Root, "served" },
        { "--signer-allow-gids 65533", Peer, "served" },
        { "--signer-allow-gids 65533", Root, "served" },
        { "--signer-allow-gids 65533", "65534:65532", "closed" },
        { "--signer-allow-gids 65533", "65534:65532+65533", "closed" },
        { "--signer-allow-gids 65534", Peer, "closed" },
        { "--signer-allow-uids 65531 --signer-allow-gids 65533", Peer, "served" },
        { "--signer-allow-uids 65531 --signer-allow-gids 65532", Peer, "closed" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Signer_PeerOfAUser_IsServedIfTheSettingsAllowIt(string flags, string peer, string expected)
    {
        RequireRoot();
        await using var signer = await SignerProcess.StartAsync(Socket, _folder.File("signer"), ["--signing-algorithm", "ES256", .. Split(flags)]);

        await AssertAsync(signer, Socket, peer, expected);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ServeSignerListen_PeerOfAUser_IsServedIfTheSettingsAllowIt(string flags, string peer, string expected)
    {
        RequireRoot();
        await using var server = await SignetProcess.ServeAsync(
            _folder.File("server"), ["--signing-algorithm", "ES256", "--signer-listen", $"unix:{Socket}", .. Split(flags)]);

        await AssertAsync(server, Socket, peer, expected);
    }

    /// <summary>A name in the abstract namespace has no permissions, so that the settings alone decide.</summary>
    [Theory]
    [InlineData("", Peer, "closed")]
    [InlineData("", Root, "served")]
    [InlineData("--signer-allow-uids 65534", Peer, "served")]
    public async Task Signer_AbstractName_PeerIsServedIfTheSettingsAllowIt(string flags, string peer, string expected)
    {
        RequireRoot();
        var name = $"@signet-test-{Guid.NewGuid():N}";
        await using var signer = await SignerProcess.StartAsync(name, _folder.File("signer"), ["--signing-algorithm", "ES256", .. Split(flags)]);

        await AssertAsync(signer, name, peer, expected);
    }

    private static void RequireRoot()
    {
        if (Environment.UserName != "root")
        {
            TestMachine.Missing("the tests do not run as root, so that they cannot run a process as another user");
        }
    }

    private static string[] Split(string flags) => flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private async Task AssertAsync(SignetProcess signer, string socket, string peer, string expected)
    {
        // The folder is opened, so that only the signer keeps the peer away.
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute);
        var ids = peer.Split(':', '+');
        var program = Path.Combine(TestMachine.Root, "tests/Signet.SystemTests/Signers/peer.py");
        var run = await CommandRun.StartAsync(TestMachine.Require("python3"), "/", [], [program, socket, .. ids]);

        Assert.Equal((0, expected, ""), (run.ExitCode, run.Output.Trim(), run.Errors));
        var refused = string.Create(CultureInfo.InvariantCulture, $"uid {ids[0]}, gid {ids[1]}, pid ");
        if (expected == "closed")
        {
            await signer.UntilSaysAsync(refused);
        }
        else
        {
            Assert.DoesNotContain(refused, signer.Errors, StringComparison.Ordinal);
        }
    }
}
