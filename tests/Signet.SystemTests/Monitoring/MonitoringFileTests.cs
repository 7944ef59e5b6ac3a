using System.Text.RegularExpressions;
using Signet.Core.Metrics;
using Signet.Testing;

namespace Signet.SystemTests.Monitoring;

/// <summary>The dashboard and the alerts use only names and labels that servers export.</summary>
public sealed partial class MonitoringFileTests
{
    /// <summary>Labels that Prometheus adds.</summary>
    private static readonly string[] Added = ["job", "instance", "le"];

    [Fact]
    public async Task Expressions_Names_AreExportedWithTheirLabels()
    {
        using var folder = new TemporaryFolder();
        await using var server = await SignetInProcess.ServeAsync(folder.File("data"), "--audit-log-path", folder.File("audit.log"), "--log-level", "warning");
        var described = server.Server.Parts.Metrics.Described;
        var series = described.SelectMany(SeriesOf).ToDictionary(one => one.Name, one => one.Metric, StringComparer.Ordinal);

        var expressions = MonitoringFiles.DashboardExpressions().Concat(MonitoringFiles.RuleExpressions()).ToList();

        Assert.True(expressions.Count > 40, $"{expressions.Count} expressions");
        Assert.All(expressions, expression =>
        {
            var used = Selector().Matches(expression);
            Assert.NotEmpty(used);
            foreach (Match selector in used)
            {
                var name = selector.Groups["name"].Value;
                Assert.True(name == "up" || series.ContainsKey(name), $"no server exports {name}: {expression}");
                foreach (Match label in Label().Matches(selector.Groups["labels"].Value))
                {
                    Assert.True(
                        Added.Contains(label.Groups[1].Value) || series[name].Labels.Contains(label.Groups[1].Value), $"{name} has no label {label.Groups[1].Value}: {expression}");
                }
            }

            foreach (Match by in By().Matches(expression))
            {
                foreach (var label in by.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    var hasLabel = Added.Contains(label) || used.Any(selector =>
                        series.TryGetValue(selector.Groups["name"].Value, out var metric) && metric.Labels.Contains(label));
                    Assert.True(hasLabel, $"no metric has the label {label}: {expression}");
                }
            }
        });
    }

    private static IEnumerable<(string Name, MetricDescription Metric)> SeriesOf(MetricDescription metric) => metric.Kind == MetricKind.Histogram
        ? ((string[])["_bucket", "_sum", "_count"]).Select(suffix => (metric.Name + suffix, metric))
        : [(metric.Name, metric)];

    [GeneratedRegex("(?<name>[a-z][a-z0-9_]*)\\{(?<labels>[^}]*)\\}")]
    private static partial Regex Selector();

    [GeneratedRegex("([a-z_]+)(?:=~|!=|!~|=)\"")]
    private static partial Regex Label();

    [GeneratedRegex("by \\(([^)]*)\\)")]
    private static partial Regex By();
}
