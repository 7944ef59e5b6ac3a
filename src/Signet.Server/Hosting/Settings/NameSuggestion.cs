namespace Signet.Server.Hosting.Settings;

/// <summary>The known name that an unknown one was probably meant to be.</summary>
internal static class NameSuggestion
{
    private const int ShortestPrefix = 3;

    /// <summary>The nearest of the known names, or null when none is near.</summary>
    public static string? Find(string given, IEnumerable<string> known)
    {
        // A third of the letters may be wrong; more would suggest names that only happen to be as long.
        var (nearest, limit) = ((string?)null, Math.Max(1, given.Length / 3) + 1);
        string? longer = null;
        foreach (var name in known)
        {
            var distance = Distance(given, name);
            if (distance < limit)
            {
                (nearest, limit) = (name, distance);
            }

            if (given.TrimStart('-').Length >= ShortestPrefix && name.StartsWith(given, StringComparison.Ordinal) && (longer is null || name.Length < longer.Length))
            {
                longer = name;
            }
        }

        return nearest ?? longer;
    }

    /// <summary>How a message goes on: <c>; did you mean 'serve'?</c>, or nothing.</summary>
    public static string Suggest(string given, IEnumerable<string> known) => Find(given, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>Letters to insert, remove, replace, or swap with their neighbour (optimal string alignment).</summary>
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
