using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Signet.Core.Metrics;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.House.Reference;

/// <summary><c>docs/reference/metrics.md</c>: each metric, as servers declare them.</summary>
public sealed partial class MetricsPageTests : GeneratedPageTests
{
    private const string Introduction = """
        # Metrics

        Every metric of `/metrics`, with its type and labels. This page is generated from servers; do not edit it by hand. How to collect them:
        [monitoring](../how-to/monitoring.md). Metrics without a value yet are not in the text of `/metrics`.

        Names, labels and buckets are those of kube-apiserver where it has the same thing. `signet_` marks those that only Signet has. Labels have values from small fixed
        sets: never a token, a user, a namespace, a path or an address.


        """;

    /// <summary>Names are as Prometheus wants them; texts are sentences.</summary>
    [Fact]
    public async Task Metrics_Each_IsNamedAndExplained()
    {
        foreach (var metric in await DescribedAsync())
        {
            Assert.Matches(Name(), metric.Name);
            Assert.All(metric.Labels, label => Assert.Matches(Name(), label));
            Assert.EndsWith(".", metric.Help, StringComparison.Ordinal);
            Assert.DoesNotContain(metric.Labels, label => label is "le" or "user" or "namespace" or "path" or "token");
            Assert.Equal(metric.Buckets.Order(), metric.Buckets);
            if (metric.Name.StartsWith("signet_", StringComparison.Ordinal) && metric.Kind == MetricKind.Counter)
            {
                Assert.EndsWith("_total", metric.Name, StringComparison.Ordinal);
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync()
    {
        var metrics = await DescribedAsync();
        var page = new StringBuilder(Introduction);
        AppendTable(page, "Of kube-apiserver", metrics.Where(metric => !IsOwn(metric) && !IsOfProcess(metric)));
        AppendTable(page, "Of Signet", metrics.Where(IsOwn));
        AppendTable(page, "Of the process and the runtime", metrics.Where(IsOfProcess));
        page.Append("## Buckets\nUpper bounds of the histograms; each has `+Inf`, too.\n\n| histogram | bounds |\n|---|---|\n");
        foreach (var metric in metrics.Where(metric => metric.Kind == MetricKind.Histogram))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{metric.Name}` | {string.Join(", ", metric.Buckets.Select(bound => bound.ToString(CultureInfo.InvariantCulture)))} |\n");
        }

        return [("metrics.md", page.ToString())];
    }

    private static bool IsOwn(MetricDescription metric) => metric.Name.StartsWith("signet_", StringComparison.Ordinal);

    private static bool IsOfProcess(MetricDescription metric) =>
        metric.Name.StartsWith("process_", StringComparison.Ordinal) || metric.Name.StartsWith("dotnet_", StringComparison.Ordinal);

    private static void AppendTable(StringBuilder page, string title, IEnumerable<MetricDescription> metrics)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n| metric | type | labels | meaning |\n|---|---|---|---|\n");
        foreach (var metric in metrics)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | ")
                .Append(CultureInfo.InvariantCulture, $"{MarkdownCell.OfCodes(metric.Labels)} | {metric.Help} |\n");
        }

        page.Append('\n');
    }

    /// <summary>The metrics of servers with every part that has metrics of its own.</summary>
    private static async Task<IReadOnlyList<MetricDescription>> DescribedAsync()
    {
        using var folder = new TemporaryFolder();
        await using var server = await SignetInProcess.ServeAsync(folder.File("data"), "--audit-log-path", folder.File("audit.log"), "--log-level", "warning");
        await using var signer = await FaultySigner.StartAsync(folder.File("s"));
        await using var other = await SignetInProcess.ServeInMemoryAsync("--service-account-signing-endpoint", signer.Path, "--log-level", "warning");
        return
        [
            .. server.Server.Parts.Metrics.Described.Concat(other.Server.Parts.Metrics.Described)
                .DistinctBy(metric => metric.Name).OrderBy(metric => metric.Name, StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex Name();
}
