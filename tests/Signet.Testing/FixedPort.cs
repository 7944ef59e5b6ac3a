using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Signet.Testing;

/// <summary>
/// Ports for servers that have to be started on a port that is known before, or again on the same one. They are below the range from which Linux chooses
/// ports for other sockets (32768 to 60999), so that no connection gets one by chance.
/// </summary>
internal static class FixedPort
{
    /// <summary>A random port that nothing listens on.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one is tried.
            }
        }
    }
}
