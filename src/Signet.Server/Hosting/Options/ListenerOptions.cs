using System.Net;

namespace Signet.Server.Hosting.Options;

/// <summary>The address to listen on.</summary>
public sealed record ListenerOptions
{
    /// <summary><c>--bind-address</c>.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary><c>--secure-port</c>; 0 uses any free port.</summary>
    public int SecurePort { get; init; }
}
