using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Authentication;

/// <summary>
/// Reads extra fields of a user from headers with a common prefix. The rest of the header name is the key, in lower case and percent-decoded
/// (apiserver, <c>unescapeExtraKey</c>).
/// </summary>
internal static class ExtraHeaders
{
    /// <summary>The keys with their values, ordered by the bytes of the keys. The values of all headers of a key are joined into one list.</summary>
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

                var encoded = name[prefix.Length..].ToLowerInvariant();
                var key = PercentEncoding.TryDecode(encoded, plusIsBlank: false, out var decoded) ? decoded : encoded;
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
