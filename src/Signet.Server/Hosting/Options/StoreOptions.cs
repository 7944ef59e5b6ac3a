namespace Signet.Server.Hosting.Options;

/// <summary>The storage of objects, keys and certificates.</summary>
public sealed record StoreOptions
{
    /// <summary><c>--data-dir</c>; null keeps everything in memory and writes no files.</summary>
    public string? DataDirectory { get; init; }

    /// <summary><c>--accept-store-loss</c>: start although the store has less data than the directory remembers.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>The etcd cluster that replaces the store of the data directory, when it has servers.</summary>
    public EtcdOptions Etcd { get; init; } = new();

    /// <summary>
    /// <c>--cache-freshness</c>: with a store that other replicas also write to, answers come from the object cache for this long after it was last
    /// confirmed to be at the newest revision. Later requests confirm it first.
    /// </summary>
    public TimeSpan CacheFreshness { get; init; } = TimeSpan.FromSeconds(1);
}
