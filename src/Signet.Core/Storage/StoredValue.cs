using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>A key's value at some revision.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The bytes; owned by the store, not to be changed.</param>
/// <param name="Created">The revision at which the key came into being.</param>
/// <param name="Modified">The revision of this value.</param>
public sealed record StoredValue(string Key, ReadOnlyMemory<byte> Value, Revision Created, Revision Modified);

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

/// <summary>What a range read found.</summary>
/// <param name="Values">In the order of their keys.</param>
/// <param name="Revision">The revision that they are all as of.</param>
/// <param name="HasMore">Whether the limit cut it short.</param>
public sealed record RangeResult(IReadOnlyList<StoredValue> Values, Revision Revision, bool HasMore);
