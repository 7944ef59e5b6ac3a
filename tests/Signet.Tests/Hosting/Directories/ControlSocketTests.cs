using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Signet.Server.Hosting.Directories;
using Signet.Testing;

namespace Signet.Tests.Hosting.Directories;

/// <summary>The file of the control socket: its mode, a stale one, a long path, and its end.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ControlSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_DataDirectory_OnlyItsOwnerMayConnect()
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        using var control = ControlSocket.Open(directory);

        Assert.Null(control!.Fault);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.File(ControlSocket.Name)));

        // Until it has this mode, the directory keeps others away from it.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory.Path!));
    }

    [Fact]
    public async Task Open_SocketOfAKilledProcess_IsReplaced()
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        using var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stale.Bind(new UnixDomainSocketEndPoint(directory.File(ControlSocket.Name)));
        await File.WriteAllTextAsync(directory.File(ControlSocket.Name + ".new"), "left by a start that was killed", TestContext.Current.CancellationToken);

        using var control = ControlSocket.Open(directory);

        await AssertConnectsAsync(control!, directory.Path!);
    }

    [Fact]
    public async Task Open_PathLongerThanAnAddress_IsReachedAllTheSame()
    {
        using var directory = DataDirectory.Open(_folder.File(new string('d', 120)));
        Assert.True(Encoding.UTF8.GetByteCount(directory.File(ControlSocket.Name)) > 108);

        using var control = ControlSocket.Open(directory);

        Assert.Null(control!.Fault);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.File(ControlSocket.Name)));
        await AssertConnectsAsync(control, directory.Path!);
    }

    [Fact]
    public void Open_NameIsTaken_StartGoesOnWithTheReason()
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        Directory.CreateDirectory(directory.File(ControlSocket.Name));

        using var control = ControlSocket.Open(directory);

        Assert.Null(control!.Socket);
        Assert.Contains(ControlSocket.Name, control.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Socket_IsRemoved()
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        var control = ControlSocket.Open(directory)!;

        control.Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path!, ControlSocket.Name + "*"));
    }

    [Fact]
    public void Open_ServerInMemory_HasNone()
    {
        using var directory = DataDirectory.InMemory();

        Assert.Null(ControlSocket.Open(directory));
    }

    private static async Task AssertConnectsAsync(ControlSocket control, string directory)
    {
        control.Socket!.Listen(1);
        using var address = UnixSocketPath.Of(directory, ControlSocket.Name);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(address.EndPoint, TestContext.Current.CancellationToken);
        using var accepted = await control.Socket.AcceptAsync(TestContext.Current.CancellationToken);
        await client.SendAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await accepted.ReceiveAsync(new byte[8], TestContext.Current.CancellationToken));
    }
}
