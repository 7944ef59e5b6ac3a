namespace Signet.Core.Resources.Cache;

/// <summary>How much the object cache remembers.</summary>
internal sealed record ObjectCacheOptions
{
    /// <summary>How many events of each resource watchers can go back.</summary>
    public int EventsKept { get; init; } = 4096;

    /// <summary>How long a list read in pages stays on its revision.</summary>
    public TimeSpan PagedListLifetime { get; init; } = TimeSpan.FromMinutes(5);
}
