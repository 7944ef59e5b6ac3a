using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>A range of keys to read.</summary>
public sealed record RangeQuery
{
    /// <summary>The prefix of the keys.</summary>
    public required string Prefix { get; init; }

    /// <summary>The first key (inclusive); null for all keys of the prefix.</summary>
    public string? From { get; init; }

    /// <summary>The max number of values; 0 is no limit.</summary>
    public int Limit { get; init; }

    /// <summary>The revision to read at; <see cref="Revision.Zero"/> is the newest.</summary>
    public Revision At { get; init; }
}
