using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>What a range read found.</summary>
/// <param name="Values">In the order of their keys.</param>
/// <param name="Revision">The revision that they are all as of.</param>
/// <param name="HasMore">Whether the limit cut it short.</param>
public sealed record RangeResult(IReadOnlyList<StoredValue> Values, Revision Revision, bool HasMore);
