using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Stores;

/// <summary>What a check of a store has found.</summary>
/// <param name="Name">The name of the store.</param>
/// <param name="Revision">The revision that was read.</param>
/// <param name="Counts">The number of keys by resource; Signet's own records are under <c>/signet/</c>. Ordered by name.</param>
/// <param name="Unreadable">The values that cannot be read, ordered by key.</param>
/// <param name="Damages">What is wrong with the file, a line each.</param>
internal sealed record StoreReport(
    string Name,
    Revision Revision,
    IReadOnlyList<(string Resource, long Count)> Counts,
    IReadOnlyList<StoreFinding> Unreadable,
    IReadOnlyList<string> Damages)
{
    /// <summary>Whether everything can be read.</summary>
    public bool IsSound => Unreadable.Count == 0 && Damages.Count == 0;

    /// <summary>The number of keys.</summary>
    public long Keys => Counts.Sum(count => count.Count);
}
