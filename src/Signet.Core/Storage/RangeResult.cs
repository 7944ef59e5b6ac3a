using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The result of a range read.</summary>
/// <param name="Values">The values, ordered by key.</param>
/// <param name="Revision">The revision of the read.</param>
/// <param name="HasMore">Whether there are more values than the limit.</param>
public sealed record RangeResult(IReadOnlyList<StoredValue> Values, Revision Revision, bool HasMore);
