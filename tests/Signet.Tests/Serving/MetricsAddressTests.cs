using System.Net;
using System.Net.Sockets;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Tests.Hosting;

namespace Signet.Tests.Serving;

/// <summary>Issue 15, 1: metrics and health at an address of their own, and at the public one.</summary>
public sealed class MetricsAddressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MetricsAddress_AnyClient_ReadsMetricsAndHealth(bool isTls)
    {
        await using var server = await StartAsync(new MetricsOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), IsTls = isTls });
        using var client = ClientOf(server, server.MetricsEndPoint!, isTls);

        Assert.Contains("\nprocess_cpu_seconds_total ", await client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        Assert.Contains("signet_connections{listener=\"metrics\"} 1\n", await client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        Assert.Equal("ok", await client.GetStringAsync("/livez", Cancellation));
        Assert.Contains("[+]ping ok\n", await client.GetStringAsync("/readyz?verbose", Cancellation), StringComparison.Ordinal);
        Assert.Equal("ok", await client.GetStringAsync("/healthz/ping", Cancellation));
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/metrics"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    /// <summary>With every credential that the API accepts.</summary>
    [Fact]
    public async Task MetricsAddress_EverythingElse_IsNotFoundWhoeverAsks()
    {
        await using var server = await StartAsync(new MetricsOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        using var admin = InProcessClient.Of(server);
        await admin.UntilDefaultAccountAsync();
        using var client = InProcessClient.HttpOf(server);
        client.BaseAddress = new Uri($"https://{server.MetricsEndPoint}");
        client.DefaultRequestHeaders.Authorization = new("Bearer", await admin.IssueAsync("default"));

        foreach (var path in (string[])["/", "/api", "/apis", "/api/v1/namespaces", "/version", "/openid/v1/jwks", "/metrics/other", "/livez/other/x", "/readyz/"])
        {
            using var answer = await client.GetAsync(path, Cancellation);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }

        using var token = await client.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, token.StatusCode);
        using var posted = await client.PostAsync("/livez", new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task Indicators_OfHealth_HaveTheLastResultAndTheNumberOfEach()
    {
        await using var server = await StartAsync(new MetricsOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), IsTls = false });
        using var client = ClientOf(server, server.MetricsEndPoint!, isTls: false);
        Assert.DoesNotContain("\nkubernetes_healthcheck{", await client.GetStringAsync("/metrics/slis", Cancellation), StringComparison.Ordinal);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("ok", await client.GetStringAsync("/livez", Cancellation));
        }

        var text = await client.GetStringAsync("/metrics/slis", Cancellation);
        Assert.Contains("# TYPE kubernetes_healthcheck gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("kubernetes_healthcheck{name=\"ping\",type=\"livez\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("kubernetes_healthchecks_total{name=\"ping\",status=\"success\",type=\"livez\"} 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("kubernetes_healthcheck", await client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    public async Task PublicAddress_Metrics_AreServedWhenTheSettingSaysSo(bool arePublic, HttpStatusCode expected)
    {
        await using var server = await StartAsync(new MetricsOptions { ArePublic = arePublic }, isPublic: true);
        using var client = ClientOf(server, server.PublicEndPoint!, isTls: true);

        foreach (var path in (string[])["/metrics", "/metrics/slis"])
        {
            using var answer = await client.GetAsync(path, Cancellation);
            Assert.Equal((path, expected), (path, answer.StatusCode));
        }

        using var health = await client.GetAsync("/livez", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, health.StatusCode);
        Assert.Null(server.MetricsEndPoint);
    }

    [Fact]
    public async Task Start_MetricsAddressIsInUse_IsRefusedAndNamesTheSetting()
    {
        using var held = new TcpListener(IPAddress.Loopback, 0);
        held.Start();

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(new MetricsOptions { EndPoint = (IPEndPoint)held.LocalEndpoint }));

        Assert.Equal($"--metrics-bind-address: {held.LocalEndpoint} is in use by another process", refused.Message);
    }

    private static Task<SignetServer> StartAsync(MetricsOptions metrics, bool isPublic = false) => new SignetServerBuilder(new ServerOptions
    {
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
        Documents = new DocumentOptions { PublicEndPoint = isPublic ? new IPEndPoint(IPAddress.Loopback, 0) : null },
        Metrics = metrics,
    }).StartAsync(Cancellation);

    /// <summary>A client without credentials.</summary>
    private static HttpClient ClientOf(SignetServer server, IPEndPoint address, bool isTls)
    {
        var client = isTls ? InProcessClient.HttpOf(server) : new HttpClient();
        client.BaseAddress = new Uri($"{(isTls ? "https" : "http")}://{address}");
        return client;
    }
}
