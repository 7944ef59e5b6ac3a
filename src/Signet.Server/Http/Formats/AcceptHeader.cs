using System.Globalization;

namespace Signet.Server.Http.Formats;

/// <summary>Reads Accept headers as kube-apiserver does: clauses with <c>q=0</c> or <c>q=abc</c> count, too.</summary>
internal static class AcceptHeader
{
    private const int Slots = 64;
    private const int MaxRemembered = 512;

    /// <summary>A cache of parsed headers, one in each slot: clients repeat few different headers.</summary>
    private static readonly ReadHeader?[] Remembered = new ReadHeader?[Slots];

    /// <summary>The clauses by descending weight; none for an empty header.</summary>
    public static IReadOnlyList<AcceptClause> Read(string header)
    {
        if (header.Length is 0 or > MaxRemembered)
        {
            return header.Length == 0 ? [] : Parse(header);
        }

        ref var slot = ref Remembered[(uint)header.GetHashCode(StringComparison.Ordinal) % Slots];
        var read = Volatile.Read(ref slot);
        if (read is null || read.Header != header)
        {
            read = new ReadHeader(header, Parse(header));
            Volatile.Write(ref slot, read);
        }

        return read.Clauses;
    }

    private static IReadOnlyList<AcceptClause> Parse(string header)
    {
        var clauses = new List<AcceptClause>();
        foreach (var part in header.Split(','))
        {
            clauses.Add(ReadClause(part.Trim()));
        }

        // Stable: clauses of equal weight keep their order.
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
                quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) ? weight : 1.0;
            }
            else if (name.Length > 0)
            {
                parameters.Add(new(name, value));
            }
        }

        return new AcceptClause(pieces[0].Trim(), parameters, quality);
    }

    private sealed record ReadHeader(string Header, IReadOnlyList<AcceptClause> Clauses);
}
