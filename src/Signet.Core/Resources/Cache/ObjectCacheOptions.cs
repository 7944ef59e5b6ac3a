namespace Signet.Core.Resources.Cache;

internal sealed record ObjectCacheOptions
{
    /// <summary>The number of events of each resource that the window of watchers holds.</summary>
    public int EventsKept { get; init; } = 4096;

    /// <summary>How long the revision of a paged list stays readable.</summary>
    public TimeSpan PagedListLifetime { get; init; } = TimeSpan.FromMinutes(5);
}
