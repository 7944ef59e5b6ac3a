using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Signet.Core.Metrics;

namespace Signet.Server.Exposition;

/// <summary>Writes metrics as text: the format of Prometheus (version 0.0.4), or OpenMetrics (version 1.0.0).</summary>
internal sealed class ExpositionWriter(ExpositionFormat format)
{
    private const string TotalSuffix = "_total";

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);

    private bool IsOpen => format == ExpositionFormat.OpenMetrics;

    /// <summary>The text of some metrics, in their order.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<MetricFamily> families, ExpositionFormat format)
    {
        var writer = new ExpositionWriter(format);
        foreach (var family in families)
        {
            if (family.Points.Count > 0)
            {
                writer.WriteFamily(family.Description, family.Points);
            }
        }

        if (writer.IsOpen)
        {
            writer.Append("# EOF\n");
        }

        return writer._output.WrittenMemory;
    }

    private void WriteFamily(MetricDescription metric, IReadOnlyList<MetricPoint> points)
    {
        // OpenMetrics: the name of a counter has no suffix, that of its samples always has it (section 5.1).
        var isCounter = metric.Kind == MetricKind.Counter;
        var family = IsOpen && isCounter && metric.Name.EndsWith(TotalSuffix, StringComparison.Ordinal) ? metric.Name[..^TotalSuffix.Length] : metric.Name;
        var sample = IsOpen && isCounter ? family + TotalSuffix : metric.Name;
        Append($"# HELP {family} {Escape(metric.Help, isLabel: IsOpen)}\n");
        Append($"# TYPE {family} {Word(metric.Kind)}\n");
        foreach (var point in points)
        {
            var labels = Labels(metric.Labels, point.Labels);
            if (metric.Kind == MetricKind.Histogram)
            {
                WriteHistogram(metric, sample, labels, point);
            }
            else
            {
                WriteSample(sample, labels, Number(point.Value), exemplar: null);
            }
        }
    }

    private void WriteHistogram(MetricDescription metric, string name, string labels, MetricPoint point)
    {
        long count = 0;
        for (var i = 0; i < point.Counts.Count; i++)
        {
            count += point.Counts[i];
            var bound = i == metric.Buckets.Count ? "+Inf" : Bound(metric.Buckets[i]);
            WriteSample($"{name}_bucket", $"{labels}{(labels.Length == 0 ? "" : ",")}le=\"{bound}\"", Number(count), point.Exemplars[i]);
        }

        WriteSample($"{name}_sum", labels, Number(point.Value), exemplar: null);
        WriteSample($"{name}_count", labels, Number(count), exemplar: null);
    }

    private void WriteSample(string name, string labels, string value, Exemplar? exemplar)
    {
        Append(labels.Length == 0 ? $"{name} {value}" : $"{name}{{{labels}}} {value}");
        if (IsOpen && exemplar is not null)
        {
            Append($" # {{trace_id=\"{exemplar.TraceId}\",span_id=\"{exemplar.SpanId}\"}} {Number(exemplar.Value)}");
        }

        Append("\n");
    }

    private static string Labels(IReadOnlyList<string> names, IReadOnlyList<string> values) =>
        string.Join(',', names.Zip(values, (name, value) => $"{name}=\"{Escape(value, isLabel: true)}\""));

    /// <summary>Escapes line ends and backslashes; in labels, and in texts of OpenMetrics, quotes, too.</summary>
    private static string Escape(string text, bool isLabel)
    {
        if (text.AsSpan().IndexOfAny('\\', '\n', '"') < 0)
        {
            return text;
        }

        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    /// <summary>OpenMetrics wants bounds as Go prints them: with a decimal point.</summary>
    private string Bound(double bound)
    {
        var text = Number(bound);
        return IsOpen && text.AsSpan().IndexOfAny('.', 'e') < 0 ? $"{text}.0" : text;
    }

    private static string Number(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? value > 0 ? "+Inf" : "-Inf"
        : value is > -1e15 and < 1e15 && value == Math.Truncate(value) ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    private void Append(string text)
    {
        var span = _output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _ = Utf8.FromUtf16(text, span, out _, out var written);
        _output.Advance(written);
    }
}
