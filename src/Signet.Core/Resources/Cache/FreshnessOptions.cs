namespace Signet.Core.Resources.Cache;

/// <summary>Limits for the staleness of the object cache when other processes write to the store, too.</summary>
internal sealed record FreshnessOptions
{
    /// <summary>Positive answers come from the cache for this long after it was last confirmed to be at the store's newest revision.</summary>
    public TimeSpan MaxStaleness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The timeout of a confirmation: the read of the store's revision and the wait until the cache has reached it (apiserver,
    /// <c>pkg/storage/cacher</c> blockTimeout). After it the store counts as unavailable.
    /// </summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The pause between two reads of the store's revision under load, in which more requests share the second one. It limits what confirmations cost, whatever
    /// the number of requests.
    /// </summary>
    public TimeSpan ReadPause { get; init; } = TimeSpan.Zero;
}
