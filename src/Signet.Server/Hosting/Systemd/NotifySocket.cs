using System.Net.Sockets;
using System.Text;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Systemd;

/// <summary>The socket of systemd for messages of a service: one datagram for each message, lines <c>NAME=VALUE</c> (sd_notify(3)).</summary>
internal sealed class NotifySocket : IDisposable
{
    /// <summary>systemd reads at once; a message is given up when its queue stays full.</summary>
    private const int SendTimeoutMilliseconds = 5000;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = SendTimeoutMilliseconds };
    private readonly UnixDomainSocketEndPoint _address;

    private NotifySocket(UnixDomainSocketEndPoint address) => _address = address;

    /// <summary>Opens the socket of an address; null when there is no address.</summary>
    /// <param name="address">A path, or <c>@NAME</c> for an abstract socket.</param>
    /// <exception cref="StartupException">The address is neither.</exception>
    public static NotifySocket? Open(string? address)
    {
        if (address is null)
        {
            return null;
        }

        if (address.Length < 2 || address[0] is not ('/' or '@'))
        {
            throw new StartupException($"NOTIFY_SOCKET: '{address}' is neither a path nor the name of an abstract socket (@NAME)");
        }

        try
        {
            return new NotifySocket(new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new StartupException($"NOTIFY_SOCKET: '{address}' is too long for the address of a socket", exception);
        }
    }

    /// <summary>Sends a message; returns why it could not be sent, or null.</summary>
    public string? Send(string message)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _address);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
