using System.Net.Sockets;

namespace Signet.Server.Hosting.Directories;

/// <summary>
/// The control socket of a data directory: the owner of the directory administers the running server through it. Others cannot connect: the socket is
/// made under another name in the directory, which has the mode 0700, and gets its name when it has the mode 0600. So it also replaces one that a
/// killed process has left.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    /// <summary>The file name.</summary>
    public const string Name = "control.sock";

    private const string TemporaryName = Name + ".new";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;

    private ControlSocket(string path) => _path = path;

    /// <summary>The bound socket; null when it could not be made.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>Why it could not be made; null when it was.</summary>
    public string? Fault { get; private set; }

    /// <summary>Makes the socket of a locked directory; null for a server in memory, and on Windows. The start goes on when it cannot be made.</summary>
    public static ControlSocket? Open(DataDirectory directory)
    {
        if (directory.Path is not { } path || OperatingSystem.IsWindows())
        {
            return null;
        }

        var control = new ControlSocket(directory.File(Name));
        try
        {
            control.Bind(path);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            // Some file systems have no sockets.
            control.Dispose();
            control.Fault = $"{control._path}: {exception.Message}";
        }

        return control;
    }

    /// <summary>Connects to the control socket of a data directory.</summary>
    /// <exception cref="SocketException">Nothing listens, or the socket may not be used.</exception>
    /// <exception cref="IOException">The directory cannot be opened.</exception>
    public static async ValueTask<Socket> ConnectAsync(string directory, CancellationToken cancellationToken)
    {
        using var address = UnixSocketPath.Of(directory, Name);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address.EndPoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes and removes the socket. The directory is still locked: the socket of a later process is not removed.</summary>
    public void Dispose()
    {
        if (Socket is { } socket)
        {
            Socket = null;
            socket.Dispose();
            if (File.Exists(_path))
            {
                File.Delete(_path);
            }
        }
    }

    private void Bind(string directory)
    {
        var temporary = Path.Combine(directory, TemporaryName);
        File.Delete(temporary);
        Socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (var address = UnixSocketPath.Of(directory, TemporaryName))
        {
            Socket.Bind(address.EndPoint);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, OwnerOnly);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
