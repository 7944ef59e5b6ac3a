using System.Net;
using System.Net.Sockets;

namespace Signet.Server.Hosting.Startup;

/// <summary>The listening socket, and its description in messages.</summary>
internal static class ListenAddress
{
    private const int Backlog = 512;

    /// <summary>Whether the address is the wildcard address.</summary>
    public static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>The description in messages: <c>all addresses (::), port 6443</c>.</summary>
    public static string Describe(IPAddress bound, int port) =>
        bound.Equals(IPAddress.Any) ? $"all IPv4 addresses (0.0.0.0), port {port}"
        : bound.Equals(IPAddress.IPv6Any) ? $"all addresses (::), port {port}"
        : new IPEndPoint(bound, port).ToString();

    /// <summary>Binds and listens. The first step of a start: nothing is created when the port is not free.</summary>
    /// <exception cref="StartupException">The address is not available.</exception>
    /// <param name="endPoint">The address and the port.</param>
    /// <param name="addressSetting">The setting of the address, for messages.</param>
    /// <param name="portSetting">The setting of the port, for messages.</param>
    public static Socket Bind(IPEndPoint endPoint, string addressSetting = "--bind-address", string portSetting = "--secure-port") =>
        Open(endPoint, addressSetting, portSetting, socket => socket.Listen(Backlog));

    /// <summary>Says whether <see cref="Bind"/> would succeed now. Nothing listens meanwhile, and nothing stays open.</summary>
    /// <exception cref="StartupException">The address is not available.</exception>
    /// <param name="endPoint">The address and the port.</param>
    /// <param name="addressSetting">The setting of the address, for messages.</param>
    /// <param name="portSetting">The setting of the port, for messages.</param>
    public static void Probe(IPEndPoint endPoint, string addressSetting = "--bind-address", string portSetting = "--secure-port") =>
        Open(endPoint, addressSetting, portSetting, _ => { }).Dispose();

    private static Socket Open(IPEndPoint endPoint, string addressSetting, string portSetting, Action<Socket> andThen)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                // IPv4 and IPv6, as in kube-apiserver.
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            andThen(socket);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new StartupException(
                exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{portSetting}: {endPoint} is in use by another process"
                    : $"{addressSetting}: cannot listen on {endPoint}: {exception.Message}",
                exception);
        }
    }

    /// <summary>Listens on a bound socket; disposes it on failure.</summary>
    /// <exception cref="StartupException">The socket cannot be used.</exception>
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
