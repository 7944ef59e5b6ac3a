namespace Signet.Server.Hosting.Options;

/// <summary>Limits of connections, of both listeners. The public address has lower fixed ones where they are lower than these.</summary>
public sealed record ConnectionOptions
{
    /// <summary><c>--max-connections</c>: open connections of a listener; 0 is no limit.</summary>
    public int MaxConnections { get; init; } = 16_384;

    /// <summary><c>--max-connections-per-address</c>: open connections of one client address; 0 is no limit.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary><c>--tls-handshake-timeout</c>: the time limit of a TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>--max-tls-handshakes</c>: unfinished TLS handshakes of a listener; one more closes the oldest.</summary>
    public int MaxHandshakes { get; init; } = 1024;

    /// <summary><c>--request-head-timeout</c>: the time limit of request line and headers.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--min-request-body-rate</c>: bytes per second in which a client has to send a body; 0 is no limit.</summary>
    public int MinBodyRate { get; init; } = 240;

    /// <summary><c>--min-response-rate</c>: bytes per second in which a client has to read a response; 0 is no limit.</summary>
    public int MinResponseRate { get; init; } = 240;

    /// <summary><c>--idle-connection-timeout</c>: how long a connection without requests stays open.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary><c>--http2-max-streams-per-connection</c>: concurrent requests of an HTTP/2 connection.</summary>
    public int MaxStreams { get; init; } = 100;

    /// <summary><c>--http2-max-resets-per-minute</c>: requests of an HTTP/2 connection that its client cancels in a minute; 0 is no limit.</summary>
    public int MaxResetsPerMinute { get; init; } = 1000;
}
