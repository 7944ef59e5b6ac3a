using System.Net;
using System.Net.Sockets;

namespace Signet.Server.Hosting.Startup;

/// <summary>What a server listens on: the socket, and how the log tells of it.</summary>
internal static class ListenAddress
{
    private const int Backlog = 512;

    /// <summary>Whether the address stands for all of the machine.</summary>
    public static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>For people: <c>all addresses, port 6443</c>.</summary>
    public static string Describe(IPAddress bound, int port) =>
        bound.Equals(IPAddress.Any) ? $"all IPv4 addresses (0.0.0.0), port {port}"
        : bound.Equals(IPAddress.IPv6Any) ? $"all addresses (::), port {port}"
        : new IPEndPoint(bound, port).ToString();

    /// <summary>Takes the port. This comes first: nothing is made when it is not free.</summary>
    /// <exception cref="StartupException">The address cannot be listened on.</exception>
    public static Socket Bind(IPEndPoint endPoint)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                // As kube-apiserver: IPv4 and IPv6.
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new StartupException(
                exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"--secure-port: {endPoint} is in use by another process"
                    : $"--bind-address: cannot listen on {endPoint}: {exception.Message}",
                exception);
        }
    }

    /// <summary>Listens on a socket that is bound already; disposes it when it cannot be used.</summary>
    /// <exception cref="StartupException">It cannot be listened on.</exception>
    public static Socket Listen(Socket bound)
    {
        try
        {
            bound.Listen(Backlog);
            return bound.LocalEndPoint is IPEndPoint
                ? bound
                : throw new StartupException("the socket to listen on is not a TCP socket");
        }
        catch (Exception exception)
        {
            bound.Dispose();
            throw exception is SocketException or ObjectDisposedException
                ? new StartupException($"the socket to listen on cannot be used: {exception.Message}", exception)
                : exception;
        }
    }
}
