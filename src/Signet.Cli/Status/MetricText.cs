using System.Globalization;
using System.Text;

namespace Signet.Cli.Status;

/// <summary>Reads the text format of Prometheus (version 0.0.4), as servers write it. Lines that are not samples are skipped.</summary>
internal static class MetricText
{
    /// <summary>All samples, in their order.</summary>
    public static IEnumerable<MetricSample> Read(string text) =>
        text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(TryRead).OfType<MetricSample>();

    private static MetricSample? TryRead(string line)
    {
        var at = line.AsSpan().IndexOfAny('{', ' ');
        if (at <= 0)
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var end = at;
        if (line[at] == '{' && (end = ReadLabels(line, at + 1, labels)) < 0)
        {
            return null;
        }

        return double.TryParse(line.AsSpan(end).Trim(), CultureInfo.InvariantCulture, out var value) ? new MetricSample(line[..at], labels, value) : null;
    }

    /// <summary>Reads <c>name="value",…}</c>; the index after it, or -1.</summary>
    private static int ReadLabels(string line, int at, Dictionary<string, string> labels)
    {
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
            {
                return -1;
            }

            var value = new StringBuilder();
            var end = equals + 2;
            for (; end < line.Length && line[end] != '"'; end++)
            {
                value.Append(line[end] != '\\' || end + 1 == line.Length ? line[end] : line[++end] == 'n' ? '\n' : line[end]);
            }

            labels[line[at..equals].TrimStart(',')] = value.ToString();
            at = end + 1;
        }

        return at < line.Length ? at + 1 : -1;
    }
}
