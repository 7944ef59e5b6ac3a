using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>Which keys to read.</summary>
public sealed record RangeQuery
{
    /// <summary>Keys that start with this.</summary>
    public required string Prefix { get; init; }

    /// <summary>Keys from this one on (inclusive), or null for all of the prefix.</summary>
    public string? From { get; init; }

    /// <summary>At most so many; 0 is no limit.</summary>
    public int Limit { get; init; }

    /// <summary>As of this revision; <see cref="Revision.Zero"/> is the newest.</summary>
    public Revision At { get; init; }
}
