using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Signet.Server.Hosting.Directories;

/// <summary>
/// The address of a Unix domain socket in a directory. An address has 108 bytes for the path (<c>sun_path</c>); a longer path is reached through the open
/// directory, as <c>/proc/self/fd/N/NAME</c>. Disposed when the socket is bound or connected.
/// </summary>
internal sealed partial class UnixSocketPath : IDisposable
{
    /// <summary>The bytes of <c>sun_path</c> without the NUL at its end.</summary>
    private const int MaxBytes = 107;

    /// <summary>O_CLOEXEC on Linux, x86-64 and Arm64.</summary>
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle? _directory;

    private UnixSocketPath(string path, SafeFileHandle? directory) => (EndPoint, _directory) = (new UnixDomainSocketEndPoint(path), directory);

    /// <summary>The address.</summary>
    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>The address of a socket.</summary>
    /// <exception cref="IOException">The directory cannot be opened.</exception>
    public static UnixSocketPath Of(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        if (Encoding.UTF8.GetByteCount(path) <= MaxBytes)
        {
            return new UnixSocketPath(path, null);
        }

        var descriptor = Open(directory, CloseOnExec);
        return descriptor >= 0
            ? new UnixSocketPath($"/proc/self/fd/{descriptor}/{name}", new SafeFileHandle(descriptor, ownsHandle: true))
            : throw new IOException($"{directory} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    /// <inheritdoc/>
    public void Dispose() => _directory?.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
