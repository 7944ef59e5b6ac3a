using Microsoft.AspNetCore.Http;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Documents;

/// <summary>
/// Chooses among the media types of a document by RFC 9110, section 12.5.1: the most specific range decides the weight of a type, no
/// Accept header accepts every type, and <c>q=0</c> excludes one. Parameters of ranges are ignored: the documents have none. The API's
/// negotiation (<see cref="Negotiation"/>) follows kube-apiserver and differs.
/// </summary>
internal static class MediaRanges
{
    /// <summary>The offered type with the highest weight, the first of equal ones; null when none is acceptable.</summary>
    public static string? Choose(HttpRequest request, IReadOnlyList<string> offered)
    {
        var clauses = AcceptHeader.Read(string.Join(',', request.Headers.Accept.Where(line => !string.IsNullOrWhiteSpace(line))));
        if (clauses.Count == 0)
        {
            return offered[0];
        }

        var (chosen, most) = ((string?)null, 0.0);
        foreach (var type in offered)
        {
            var quality = QualityOf(type, clauses);
            if (quality > most)
            {
                (chosen, most) = (type, quality);
            }
        }

        return chosen;
    }

    private static double QualityOf(string type, IReadOnlyList<AcceptClause> clauses)
    {
        var (quality, closest) = (0.0, 0);
        foreach (var clause in clauses)
        {
            var closeness = ClosenessOf(clause.MediaType, type);
            if (closeness > closest)
            {
                (quality, closest) = (double.IsNaN(clause.Quality) ? 1 : Math.Clamp(clause.Quality, 0, 1), closeness);
            }
        }

        return quality;
    }

    /// <summary>How specific a range that matches a type is; 0 when it does not match. Java's HTTP clients send a single star.</summary>
    private static int ClosenessOf(string range, string type)
    {
        if (range.Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            return 3;
        }

        if (range is "*/*" or "*")
        {
            return 1;
        }

        return range.EndsWith("/*", StringComparison.Ordinal) &&
            type.AsSpan().StartsWith(range.AsSpan(0, range.Length - 1), StringComparison.OrdinalIgnoreCase) ? 2 : 0;
    }
}
