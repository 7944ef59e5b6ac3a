using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Signet.Server.Hosting.Signers;

/// <summary>The process at the other end of a Unix domain socket, as it was when it connected (<c>struct ucred</c> of <c>SO_PEERCRED</c>).</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Uid">The effective user id.</param>
/// <param name="Gid">The effective group id.</param>
internal readonly partial record struct PeerCredentials(int Pid, uint Uid, uint Gid)
{
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    /// <summary>The effective user id of this process.</summary>
    public static uint OwnUid => EffectiveUid();

    /// <summary>Reads the credentials of the peer of a socket; null when it has none.</summary>
    public static PeerCredentials? TryRead(Socket socket)
    {
        Span<byte> data = stackalloc byte[12];
        try
        {
            return socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, data) == data.Length
                ? new PeerCredentials(MemoryMarshal.Read<int>(data), MemoryMarshal.Read<uint>(data[4..]), MemoryMarshal.Read<uint>(data[8..]))
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUid();
}
