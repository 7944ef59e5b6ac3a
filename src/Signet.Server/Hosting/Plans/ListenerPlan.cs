using System.Net;
using System.Net.Sockets;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Plans;

/// <summary>The source of the listening socket.</summary>
public abstract record ListenerPlan
{
    private ListenerPlan()
    {
    }

    /// <summary>The plan of the settings.</summary>
    internal static ListenerPlan Of(ListenerOptions options) => new EndPoint(options.BindAddress, options.SecurePort);

    /// <summary>Opens the listening socket; the caller disposes it.</summary>
    /// <exception cref="StartupException">The address is not available.</exception>
    internal abstract Socket Open();

    /// <summary>An address and a port.</summary>
    /// <param name="Address">The address; <see cref="IPAddress.Any"/> for all IPv4 addresses, <see cref="IPAddress.IPv6Any"/> for all addresses.</param>
    /// <param name="Port">The port; 0 uses any free port.</param>
    public sealed record EndPoint(IPAddress Address, int Port) : ListenerPlan
    {
        /// <inheritdoc/>
        internal override Socket Open() => ListenAddress.Bind(new IPEndPoint(Address, Port));
    }

    /// <summary>A bound TCP socket, such as one that a supervisor passes to the process. The server owns it, also when the start fails.</summary>
    /// <param name="Socket">The socket; it need not listen yet.</param>
    public sealed record BoundSocket(Socket Socket) : ListenerPlan
    {
        /// <inheritdoc/>
        internal override Socket Open() => ListenAddress.Listen(Socket);
    }
}
