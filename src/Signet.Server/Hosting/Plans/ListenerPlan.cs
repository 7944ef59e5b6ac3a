using System.Net;
using System.Net.Sockets;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Plans;

/// <summary>How a server gets the socket that it listens on.</summary>
public abstract record ListenerPlan
{
    private ListenerPlan()
    {
    }

    /// <summary>What settings say.</summary>
    public static ListenerPlan Of(ListenerOptions options) => new EndPoint(options.BindAddress, options.SecurePort);

    /// <summary>A socket that listens; the caller disposes it.</summary>
    /// <exception cref="StartupException">The address cannot be listened on.</exception>
    internal abstract Socket Open();

    /// <summary>An address and a port.</summary>
    /// <param name="Address">The address; <see cref="IPAddress.Any"/> for all IPv4 addresses, <see cref="IPAddress.IPv6Any"/> for all.</param>
    /// <param name="Port">The port; 0 takes any free one.</param>
    public sealed record EndPoint(IPAddress Address, int Port) : ListenerPlan
    {
        /// <inheritdoc/>
        internal override Socket Open() => ListenAddress.Bind(new IPEndPoint(Address, Port));
    }

    /// <summary>A TCP socket that is bound already, such as one that a supervisor passes on. The server owns it, also when the start fails.</summary>
    /// <param name="Socket">The socket; it need not listen yet.</param>
    public sealed record BoundSocket(Socket Socket) : ListenerPlan
    {
        /// <inheritdoc/>
        internal override Socket Open() => ListenAddress.Listen(Socket);
    }
}
