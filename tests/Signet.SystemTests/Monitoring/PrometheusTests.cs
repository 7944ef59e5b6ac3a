using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Monitoring;

/// <summary>A real Prometheus with the files of <c>deploy/</c> scrapes a real server, by the steps of <c>docs/how-to/monitoring.md</c>.</summary>
public sealed class PrometheusTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private SignetProcess? _server;
    private Process? _prometheus;

    private static string Deployed(string path) => Path.Combine(TestMachine.Root, "deploy", path);

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is { HasExited: false })
        {
            _prometheus.Kill();
            await _prometheus.WaitForExitAsync().WaitAsync(Patience.Limit);
        }

        _prometheus?.Dispose();
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Rules_AreValidAndDoWhatTheirTestsSay()
    {
        var promtool = TestMachine.Require("promtool");
        foreach (var arguments in (IReadOnlyList<string[]>)[["check", "rules", "signet-rules.yaml"], ["test", "rules", "signet-rules.test.yaml"]])
        {
            var run = await ProgramRun.ToEndAsync(promtool, arguments, folder: Deployed("prometheus"));
            Assert.True(run.ExitCode == 0, $"promtool {string.Join(' ', arguments)}: {run.Output}\n{run.Errors}");
        }
    }

    [Fact]
    public async Task Metrics_OfAServer_PassPromtool()
    {
        var promtool = TestMachine.Require("promtool");
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256");
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await UseAsync(admin);
        await File.WriteAllTextAsync(_folder.File("metrics"), await admin.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

        var run = await ProgramRun.ToEndAsync("/bin/sh", ["-c", $"'{promtool}' check metrics <'{_folder.File("metrics")}'"]);

        // Kubernetes' own names break two rules of promtool: counters without _total, and sizes without a unit.
        var complaints = (run.Output + "\n" + run.Errors).Split('\n')
            .Where(line => line.Length > 0 && !line.Contains("authentication_attempts", StringComparison.Ordinal) &&
                !line.Contains("authenticated_user_requests", StringComparison.Ordinal) && !line.Contains("apiserver_response_sizes", StringComparison.Ordinal))
            .ToList();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Prometheus_WithATokenOfAnAccount_ScrapesAndEvaluatesRulesAndDashboard()
    {
        var program = TestMachine.Require("prometheus");
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256");
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await UseAsync(admin);
        var address = await StartAsync(program, await TokenAsync(admin));

        var targets = "";
        await Patience.UntilAsync(
            async () =>
            {
                targets = (await GetAsync(address, "/api/v1/targets")).ToJsonString();
                return (await QueryAsync(address, "up{job=\"signet\"}")).Any(sample => sample.Value == 1);
            },
            () => $"the target is up: {targets}");
        await UseAsync(admin);

        // Two scrapes with traffic between them, so that rates have values.
        await Patience.UntilAsync(
            async () => (await QueryAsync(address, "sum(rate(apiserver_request_total{subresource=\"token\",code=\"201\"}[1m]))")).Any(sample => sample.Value > 0),
            "the rate of token requests is above 0");
        Assert.NotEmpty(await QueryAsync(address, "histogram_quantile(0.99, sum by (le) (rate(apiserver_request_duration_seconds_bucket[1m])))"));
        foreach (var expression in MonitoringFiles.DashboardExpressions())
        {
            await QueryAsync(address, expression.Replace("$instance", ".*", StringComparison.Ordinal).Replace("$job", "signet", StringComparison.Ordinal)
                .Replace("$__rate_interval", "1m", StringComparison.Ordinal));
        }

        var rules = await GetAsync(address, "/api/v1/rules");
        var evaluated = rules["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => (string)rule!["health"]!).ToList();
        Assert.Equal(MonitoringFiles.RuleExpressions().Count, evaluated.Count);
        Assert.DoesNotContain("err", evaluated);
    }

    /// <summary>Something of everything: tokens, reviews, writes, refusals.</summary>
    private static async Task UseAsync(ApiClient admin)
    {
        await admin.UntilDefaultAccountAsync();
        var token = await admin.IssueAsync("default");
        await admin.ReviewAsync(token);
        await admin.ReviewAsync(token, """["another"]""");
        await admin.PostAsync("/api/v1/namespaces", """{"metadata":{"generateName":"used-"}}""");
        await admin.GetAsync("/api/v1/namespaces");
    }

    private static async Task<string> TokenAsync(ApiClient admin)
    {
        await admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"monitoring"}}""");
        await admin.CreateAsync("/api/v1/namespaces/monitoring/serviceaccounts", """{"metadata":{"name":"prometheus"}}""");
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {"metadata":{"name":"prometheus"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"system:monitoring"},
             "subjects":[{"kind":"ServiceAccount","name":"prometheus","namespace":"monitoring"}]}
            """);
        return await admin.IssueAsync("prometheus", ns: "monitoring");
    }

    /// <summary>Starts Prometheus with the example of <c>deploy/</c>, in which only addresses, files and the interval differ.</summary>
    private async Task<Uri> StartAsync(string program, string token)
    {
        await File.WriteAllTextAsync(_folder.File("signet.token"), token);
        var configuration = (await File.ReadAllTextAsync(Deployed("prometheus/prometheus.yaml")))
            .Replace("scrape_interval: 15s", "scrape_interval: 1s\n  evaluation_interval: 1s", StringComparison.Ordinal)
            .Replace("/etc/prometheus/signet.token", _folder.File("signet.token"), StringComparison.Ordinal)
            .Replace("/etc/prometheus/signet-ca.crt", Path.Combine(_server!.DataDirectory, "ca.crt"), StringComparison.Ordinal)
            .Replace("signet.example:6443", _server.Address.Authority, StringComparison.Ordinal)
            .Replace("- signet-rules.yaml", $"- {Deployed("prometheus/signet-rules.yaml")}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("prometheus.yaml"), configuration);
        var port = FixedPort.Find();
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                $"--config.file={_folder.File("prometheus.yaml")}", $"--storage.tsdb.path={_folder.File("tsdb")}",
                $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
            },
        };
        _prometheus = Process.Start(start)!;
        _prometheus.OutputDataReceived += (_, _) => { };
        _prometheus.ErrorDataReceived += (_, _) => { };
        _prometheus.BeginOutputReadLine();
        _prometheus.BeginErrorReadLine();
        var address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        await Patience.UntilAsync(() => IsReadyAsync(address), "Prometheus is ready");
        return address;
    }

    private async Task<bool> IsReadyAsync(Uri address)
    {
        Assert.False(_prometheus!.HasExited, "Prometheus has ended");
        try
        {
            using var answer = await _client.GetAsync(new Uri(address, "/-/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonNode> GetAsync(Uri address, string path)
    {
        using var answer = await _client.GetAsync(new Uri(address, path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!["data"]!;
    }

    private async Task<IReadOnlyList<(JsonNode Labels, double Value)>> QueryAsync(Uri address, string expression)
    {
        var data = await GetAsync(address, $"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        return [.. data["result"]!.AsArray().Select(one => (one!["metric"]!, double.Parse((string)one["value"]![1]!, CultureInfo.InvariantCulture)))];
    }
}
