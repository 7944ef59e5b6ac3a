namespace Signet.Server.Hosting.Settings;

/// <summary>Suggests the known name that an unknown one is probably a misspelling of.</summary>
internal static class NameSuggestion
{
    private const int MinPrefixLength = 3;

    /// <summary>The most similar known name; null when none is similar.</summary>
    public static string? Find(string given, IEnumerable<string> known)
    {
        // Up to a third of the letters may differ; a larger limit would suggest unrelated names of the same length.
        var (nearest, limit) = ((string?)null, Math.Max(1, given.Length / 3) + 1);
        string? longer = null;
        var isPrefix = given.AsSpan().TrimStart('-').Length >= MinPrefixLength;
        foreach (var name in known)
        {
            // At least as many insertions or deletions as the lengths differ: a value of any length costs nothing.
            var distance = Math.Abs(given.Length - name.Length);
            if (distance < limit && (distance = Distance(given, name)) < limit)
            {
                (nearest, limit) = (name, distance);
            }

            if (isPrefix && name.StartsWith(given, StringComparison.Ordinal) &&
                (longer is null || name.Length < longer.Length))
            {
                longer = name;
            }
        }

        return nearest ?? longer;
    }

    /// <summary>The suggestion as the end of a message: <c>; did you mean 'serve'?</c>, or empty.</summary>
    public static string Suggest(string given, IEnumerable<string> known) => Find(given, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>The edit distance: insertions, deletions, substitutions and transpositions (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
