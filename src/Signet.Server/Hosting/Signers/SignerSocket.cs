using System.Net.Sockets;
using Signet.Server.Files;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External;

namespace Signet.Server.Hosting.Signers;

/// <summary>The listening socket of a signer.</summary>
internal static class SignerSocket
{
    private const int Backlog = 512;
    private const string Setting = $"--{SignerSettingsTable.Listen}";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody =
        OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Binds and listens. A socket that a process has left behind is replaced.</summary>
    /// <param name="listen">The value of the setting.</param>
    /// <param name="access">Who may connect; each connection is checked, so the permissions of the file need only be wide enough.</param>
    /// <exception cref="StartupException">The address is not available.</exception>
    public static Socket Open(string listen, PeerAccess access)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new StartupException($"{Setting}: a signer is served on Linux only, where the kernel tells who connects");
        }

        var address = SignerSettingsTable.TryParse(listen) ?? throw new StartupException($"{Setting}: {listen} is not unix:PATH or unix:@NAME");
        if (!address.IsAbstract)
        {
            RemoveStale(address);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address.EndPoint);
            if (!address.IsAbstract)
            {
                // Before it listens: nobody can have connected.
                File.SetUnixFileMode(address.Text, access.IsOwnerOnly ? OwnerOnly : Everybody);
            }

            socket.Listen(Backlog);
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new StartupException(
                exception is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                    ? $"{Setting}: {address} is in use by another process"
                    : $"{Setting}: cannot listen on {address}: {exception.Message}",
                exception);
        }
    }

    private static void RemoveStale(SignerAddress address)
    {
        if (StatX.Read(StatX.CurrentDirectory, address.Text, 0, out var status) != 0 || !status.IsSocket)
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address.EndPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(address.Text);
        }
        catch (SocketException)
        {
            // In use and busy, or not accessible: binding fails, and says why.
        }
    }
}
