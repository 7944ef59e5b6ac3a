namespace Signet.Core.Resources.Cache;

/// <summary>How far the object cache may lag behind a store that other processes write to, too.</summary>
internal sealed record FreshnessOptions
{
    /// <summary>Positive answers come from the cache for so long after it was confirmed to be at the store's newest revision.</summary>
    public TimeSpan MaxStaleness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a confirmation may take: the read of the store's revision, and then the cache's way to it (apiserver,
    /// <c>pkg/storage/cacher</c> blockTimeout). Beyond it the store counts as unavailable.
    /// </summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
