using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Authentication;

/// <summary>
/// More about a user in headers that share a prefix, the key behind it in lower case and percent-encoded (apiserver, <c>unescapeExtraKey</c>).
/// </summary>
internal static class ExtraHeaders
{
    /// <summary>The keys with their values, in the order of the keys' bytes; all values of a key together.</summary>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Read(IHeaderDictionary headers, ReadOnlySpan<string> prefixes)
    {
        SortedDictionary<string, List<string>>? extra = null;
        foreach (var prefix in prefixes)
        {
            foreach (var (name, values) in headers)
            {
                if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                var written = name[prefix.Length..].ToLowerInvariant();
                var key = PercentEncoding.TryDecode(written, plusIsBlank: false, out var decoded) ? decoded : written;
                extra ??= new SortedDictionary<string, List<string>>(Utf8Order.Instance);
                if (!extra.TryGetValue(key, out var known))
                {
                    extra[key] = known = [];
                }

                foreach (var value in values)
                {
                    known.Add(HeaderText.Decode(value));
                }
            }
        }

        return extra is null ? [] : [.. extra.Select(pair => new KeyValuePair<string, IReadOnlyList<string>>(pair.Key, pair.Value))];
    }
}
