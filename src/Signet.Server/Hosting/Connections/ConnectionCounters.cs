namespace Signet.Server.Hosting.Connections;

/// <summary>The numbers of a listener's connections.</summary>
internal sealed class ConnectionCounters
{
    private readonly long[] _refused = new long[Enum.GetValues<ConnectionRefusal>().Length];
    private long _open;
    private long _handshakeErrors;

    /// <summary>Open connections.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Connections that ended before their TLS handshake did, since the start.</summary>
    public long HandshakeErrors => Interlocked.Read(ref _handshakeErrors);

    /// <summary>Closed by a limit, since the start.</summary>
    public long Refused(ConnectionRefusal reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <summary>A connection began; returns their number.</summary>
    public long Began() => Interlocked.Increment(ref _open);

    /// <summary>A connection ended.</summary>
    public void Ended() => Interlocked.Decrement(ref _open);

    /// <summary>A handshake was not finished.</summary>
    public void HandshakeFailed() => Interlocked.Increment(ref _handshakeErrors);

    /// <summary>A limit closed a connection.</summary>
    public void Refuse(ConnectionRefusal reason) => Interlocked.Increment(ref _refused[(int)reason]);
}
