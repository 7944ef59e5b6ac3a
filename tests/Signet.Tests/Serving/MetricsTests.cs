using System.Net;
using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Issue 15, 1: the metrics of a running server.</summary>
public sealed partial class MetricsTests(RunningServer running)
{
    private const string Metrics = "/metrics";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Names that dashboards and alerts of kube-apiserver use.</summary>
    [Theory]
    [InlineData("apiserver_request_total", "counter")]
    [InlineData("apiserver_request_duration_seconds", "histogram")]
    [InlineData("apiserver_response_sizes", "histogram")]
    [InlineData("authentication_attempts", "counter")]
    [InlineData("authenticated_user_requests", "counter")]
    [InlineData("apiserver_authorization_decisions_total", "counter")]
    [InlineData("serviceaccount_valid_tokens_total", "counter")]
    [InlineData("serviceaccount_stale_tokens_total", "counter")]
    [InlineData("process_cpu_seconds_total", "counter")]
    [InlineData("process_resident_memory_bytes", "gauge")]
    [InlineData("process_start_time_seconds", "gauge")]
    [InlineData("process_open_fds", "gauge")]
    [InlineData("process_max_fds", "gauge")]
    [InlineData("kubernetes_build_info", "gauge")]
    [InlineData("signet_build_info", "gauge")]
    [InlineData("signet_keys", "gauge")]
    [InlineData("signet_store_commit_duration_seconds", "histogram")]
    [InlineData("signet_store_sync_seconds_total", "counter")]
    [InlineData("signet_token_signing_duration_seconds", "histogram")]
    [InlineData("dotnet_gc_collections_total", "counter")]
    public async Task Family_IsServedWithItsType(string name, string type)
    {
        await running.Admin.IssueAsync("default");

        var text = await ReadAsync(running.Admin.Http);

        Assert.Contains($"# TYPE {name} {type}\n", text, StringComparison.Ordinal);
        Assert.Matches($"(?m)^{name}(_bucket|_count|_sum)?({{|\\s)", text);
    }

    [Fact]
    public async Task TokenRequest_IsCountedAsInKubernetes()
    {
        const string Series = """apiserver_request_total{verb="POST",group="",version="v1",resource="serviceaccounts",subresource="token",scope="resource",component="apiserver",dry_run="",code="201"}""";
        var before = await ValueAsync(Series);

        await running.Admin.IssueAsync("default");

        await Patience.UntilAsync(async () => await ValueAsync(Series) > before, "the request is counted");
    }

    [Fact]
    public async Task Review_OfARefusedToken_IsCountedByTheCheckThatFailed()
    {
        const string Series = """signet_tokens_refused_total{reason="audience"}""";
        var token = await running.Admin.IssueAsync("default", """{"audiences":["vault"]}""");
        var before = await ValueAsync(Series);

        await running.Admin.ReviewAsync(token, """["another"]""");

        Assert.True(await ValueAsync(Series) > before);
    }

    [Fact]
    public async Task Access_IsThatOfKubernetes()
    {
        using var anonymous = running.Server.CreateClient();
        using var account = running.Server.CreateClient();
        account.DefaultRequestHeaders.Authorization = new("Bearer", await running.Admin.IssueAsync("default"));
        using var monitoring = running.Server.CreateClient(asAdministrator: true);
        monitoring.DefaultRequestHeaders.Add("Impersonate-User", "prometheus");
        monitoring.DefaultRequestHeaders.Add("Impersonate-Group", "system:monitoring");

        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(anonymous));
        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(account));
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(monitoring));
    }

    [Theory]
    [InlineData(null, "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("*/*", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("application/json", "text/plain; version=0.0.4; charset=utf-8")]
    public async Task Format_IsNegotiated(string? accept, string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Metrics);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await running.Admin.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.GetValues("Content-Type").Single());
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(mediaType.StartsWith("application", StringComparison.Ordinal), text.EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OtherMethods_AreRefused()
    {
        using var post = await running.Admin.Http.PostAsync(Metrics, null, Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await running.Admin.GetAsync("/metrics/other")).Code);
    }

    /// <summary>Whatever clients invent, the number of series stays the same, and nothing of it is in a label.</summary>
    [Fact]
    public async Task Labels_WhateverClientsSend_AreBounded()
    {
        var token = await running.Admin.IssueAsync("default");
        await ThrowAtAsync("warm", token);
        var before = SeriesOf(await ReadAsync(running.Admin.Http));

        for (var round = 0; round < 20; round++)
        {
            await ThrowAtAsync($"zz{round}x", token);
        }

        var text = await ReadAsync(running.Admin.Http);
        Assert.DoesNotMatch("zz[0-9]+x", text);
        Assert.DoesNotContain(token.Split('.')[2], text, StringComparison.Ordinal);
        Assert.DoesNotContain("system:serviceaccount:default", text, StringComparison.Ordinal);

        // Other tests use the same server, so that new series may appear; they do not grow with the rounds.
        var added = SeriesOf(text).Except(before).Where(series =>
            series.Contains("other", StringComparison.Ordinal) || series.Contains("resource=\"\"", StringComparison.Ordinal));
        Assert.InRange(added.Count(), 0, 40);
    }

    /// <summary>Requests with random paths, verbs, users, agents, parameters and tokens.</summary>
    private async Task ThrowAtAsync(string random, string token)
    {
        foreach (var (method, path) in (IReadOnlyList<(string, string)>)[
            ("GET", $"/{random}"), ("GET", $"/healthz/{random}"), ("GET", $"/api/v1/namespaces/{random}/pods/{random}"), ("GET", $"/api/{random}/{random}"),
            ("GET", $"/apis/{random}/v1/{random}"), ("GET", $"/apis/apps/{random}/deployments"), ("GET", $"/api/v1/{random}"), ("GET", $"/api/v1/pods/{random}/{random}"),
            ("POST", $"/api/v1/namespaces/default/serviceaccounts/{random}/token"), ("POST", $"/api/v1/namespaces?dryRun={random}"), ("GET", $"/{random}/openid/v1/jwks"),
            (random.ToUpperInvariant(), "/api/v1/pods"), (random.ToUpperInvariant(), $"/{random}"), ("GET", $"/api/v1/pods?fieldSelector=metadata.name%3D{random}&limit=1")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("User-Agent", random);
            request.Headers.TryAddWithoutValidation("Impersonate-User", random);
            using var answer = await running.Admin.Http.SendAsync(request, Cancellation);
        }

        using var client = running.Server.CreateClient();
        foreach (var credential in (string[])[random, token, token + random, $"a.{random}.b"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api") { Headers = { { "Authorization", $"Bearer {credential}" } } };
            using var answer = await client.SendAsync(request, Cancellation);
        }
    }

    private async Task<double> ValueAsync(string series)
    {
        var line = (await ReadAsync(running.Admin.Http)).Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> ReadAsync(HttpClient client) => await client.GetStringAsync(new Uri(Metrics, UriKind.Relative), Cancellation);

    private static async Task<HttpStatusCode> CodeAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri(Metrics, UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }

    private static HashSet<string> SeriesOf(string text) =>
        [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => Value().Replace(line, ""))];

    [GeneratedRegex(" [^ ]+$")]
    private static partial Regex Value();
}
