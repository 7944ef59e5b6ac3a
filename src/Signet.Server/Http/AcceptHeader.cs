using System.Globalization;

namespace Signet.Server.Http;

/// <summary>One choice of an Accept header: <c>application/json;as=Table;v=v1;g=meta.k8s.io;q=0.5</c>. Names are case-sensitive, as recorded.</summary>
/// <param name="MediaType">Type and subtype.</param>
/// <param name="Parameters">The rest but <c>q</c>: names and values.</param>
/// <param name="Quality">How much it is wanted; whoever writes nonsense wants it as much as can be.</param>
public sealed record AcceptClause(string MediaType, IReadOnlyList<KeyValuePair<string, string>> Parameters, double Quality)
{
    /// <summary>The value of a parameter, or empty.</summary>
    public string Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name)
            {
                return value;
            }
        }

        return "";
    }
}

/// <summary>Reads Accept headers as kube-apiserver does: <c>q=0</c> and <c>q=abc</c> are choices too.</summary>
public static class AcceptHeader
{
    /// <summary>The choices, the most wanted first; an empty header has none.</summary>
    public static IReadOnlyList<AcceptClause> Read(string header)
    {
        if (header.Length == 0)
        {
            return [];
        }

        var clauses = new List<AcceptClause>();
        foreach (var part in header.Split(','))
        {
            clauses.Add(ReadClause(part.Trim()));
        }

        // Stable: of two that are wanted alike the first counts.
        return [.. clauses.OrderByDescending(clause => clause.Quality)];
    }

    private static AcceptClause ReadClause(string text)
    {
        var pieces = text.Split(';');
        var parameters = new List<KeyValuePair<string, string>>();
        var quality = 1.0;
        foreach (var piece in pieces.AsSpan(1))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? piece : piece[..equals]).Trim();
            var value = equals < 0 ? "" : piece[(equals + 1)..].Trim().Trim('"');
            if (name == "q")
            {
                quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) ? wanted : 1.0;
            }
            else if (name.Length > 0)
            {
                parameters.Add(new(name, value));
            }
        }

        return new AcceptClause(pieces[0].Trim(), parameters, quality);
    }
}
