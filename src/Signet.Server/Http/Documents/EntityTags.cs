using Microsoft.Extensions.Primitives;

namespace Signet.Server.Http.Documents;

/// <summary>If-None-Match (RFC 9110, section 13.1.2): a star, or a list of entity tags that are compared weakly.</summary>
internal static class EntityTags
{
    private const string Weak = "W/";

    /// <summary>Whether the client's copy is current, so that a 304 is the answer.</summary>
    /// <param name="ifNoneMatch">The values of the header.</param>
    /// <param name="tag">The tag of the current document, with its quotes.</param>
    /// <param name="anyMatches">Whether a star matches.</param>
    public static bool Match(StringValues ifNoneMatch, string tag, bool anyMatches)
    {
        foreach (var line in ifNoneMatch)
        {
            if (line is not null && MatchLine(line, OpaqueOf(tag), anyMatches))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchLine(ReadOnlySpan<char> rest, ReadOnlySpan<char> opaque, bool anyMatches)
    {
        while (true)
        {
            rest = rest.TrimStart(" \t,");
            if (rest.IsEmpty)
            {
                return false;
            }

            if (rest[0] == '*')
            {
                return anyMatches;
            }

            rest = OpaqueOf(rest);

            // Quotes may contain commas. A malformed tag ends the list: the start of the next one is unknown.
            var end = rest[0] == '"' ? rest[1..].IndexOf('"') + 1 : 0;
            if (end == 0)
            {
                return false;
            }

            if (rest[..(end + 1)].SequenceEqual(opaque))
            {
                return true;
            }

            rest = rest[(end + 1)..];
        }
    }

    private static ReadOnlySpan<char> OpaqueOf(ReadOnlySpan<char> tag) => tag.StartsWith(Weak) && tag.Length > Weak.Length ? tag[Weak.Length..] : tag;
}
