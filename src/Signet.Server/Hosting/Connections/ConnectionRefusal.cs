namespace Signet.Server.Hosting.Connections;

/// <summary>Why a connection was closed by a limit.</summary>
internal enum ConnectionRefusal
{
    /// <summary><c>--max-connections</c>.</summary>
    Total,

    /// <summary><c>--max-connections-per-address</c>.</summary>
    Address,

    /// <summary><c>--max-tls-handshakes</c>: the oldest unfinished one.</summary>
    Handshakes,

    /// <summary><c>--http2-max-resets-per-minute</c>.</summary>
    Resets,
}
