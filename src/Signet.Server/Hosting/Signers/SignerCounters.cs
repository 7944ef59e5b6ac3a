namespace Signet.Server.Hosting.Signers;

/// <summary>Counters in memory.</summary>
internal sealed class SignerCounters : ISignerMetrics
{
    private readonly long[] _refused = new long[Enum.GetValues<SignerRefusal>().Length];
    private long _signed;
    private long _fetched;
    private long _connectionsRefused;

    /// <summary>The number of signatures.</summary>
    public long SignedCount => Volatile.Read(ref _signed);

    /// <summary>The number of answered fetches of the keys.</summary>
    public long FetchCount => Volatile.Read(ref _fetched);

    /// <summary>The number of closed connections.</summary>
    public long RefusedConnectionCount => Volatile.Read(ref _connectionsRefused);

    /// <summary>The number of refused requests.</summary>
    public long RefusedCount(SignerRefusal reason) => Volatile.Read(ref _refused[(int)reason]);

    /// <inheritdoc/>
    public void Signed() => Interlocked.Increment(ref _signed);

    /// <inheritdoc/>
    public void Refused(SignerRefusal reason) => Interlocked.Increment(ref _refused[(int)reason]);

    /// <inheritdoc/>
    public void KeysFetched() => Interlocked.Increment(ref _fetched);

    /// <inheritdoc/>
    public void ConnectionRefused() => Interlocked.Increment(ref _connectionsRefused);
}
