using System.Text;

namespace Signet.Cli.Commands;

/// <summary>Aligns the cells of rows, two blanks between columns. Control characters are replaced: they must not control the terminal.</summary>
internal static class TextTable
{
    /// <summary>The text; each line ends with a line feed.</summary>
    /// <param name="rows">The rows, all of the same number of cells. The last cell of a row is not padded.</param>
    /// <param name="indent">What each line begins with.</param>
    public static string Render(IReadOnlyList<IReadOnlyList<string>> rows, string indent = "")
    {
        if (rows.Count == 0)
        {
            return "";
        }

        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => column == row.Count - 1 ? Clean(cell) : Clean(cell).PadRight(widths[column])));
            text.Append(indent).Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The text without control characters.</summary>
    public static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) : text;
}
