using System.Runtime.CompilerServices;
using Signet.Core.Primitives;

namespace Signet.Core.Storage.Copying;

/// <summary>Reads all values of a store in pages, at one revision.</summary>
internal static class StorePages
{
    private const int PageSize = 250;

    /// <summary>Reads the pages.</summary>
    /// <param name="range">Reads a range.</param>
    /// <param name="at">The revision; <see cref="Revision.Zero"/> is the newest at the first page.</param>
    /// <param name="after">The key after which to begin; empty for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<IReadOnlyList<StoredValue>> ReadAsync(
        Func<RangeQuery, CancellationToken, ValueTask<RangeResult>> range,
        Revision at,
        string after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new RangeQuery { Prefix = StoreKeys.Root, From = after.Length == 0 ? null : NextOf(after), At = at, Limit = PageSize };
        while (true)
        {
            var page = await range(query, cancellationToken).ConfigureAwait(false);
            if (page.Values.Count > 0)
            {
                yield return page.Values;
            }

            if (!page.HasMore)
            {
                yield break;
            }

            query = query with { From = NextOf(page.Values[^1].Key), At = page.Revision };
        }
    }

    /// <summary>The first key after a key, in the order of bytes.</summary>
    private static string NextOf(string key) => key + '\0';
}
