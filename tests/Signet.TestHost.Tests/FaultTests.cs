using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Signet.TestHost.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private const string Namespaces = "/api/v1/namespaces";
    private const string Jwks = "/openid/v1/jwks";
    private SignetTestServer _signet = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        _client = _signet.CreateClient();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _signet.DisposeAsync();
    }

    [Fact]
    public async Task Fail_Times_AffectsThatManyRequestsOfItsPaths()
    {
        using var fault = _signet.Faults.Fail(500, path: "/api/*", times: 2);

        Assert.Equal("200 500 500 200", await GetAllAsync("/version", Namespaces, "/api/v1/nodes", Namespaces));
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task Fail_Answer_IsAStatusOfKubernetes()
    {
        _signet.Faults.Fail(503);

        using var answer = await _client.GetAsync(Namespaces, Cancellation);

        var status = await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation);
        Assert.Equal(("Status", "ServiceUnavailable", 503), ((string?)status?["kind"], (string?)status?["reason"], (int?)status?["code"]));
    }

    [Fact]
    public async Task Unauthorized_NextRequests_Are401ThenSucceed()
    {
        _signet.Faults.Unauthorized(times: 2);

        Assert.Equal("401 401 200", await GetAllAsync(Namespaces, Namespaces, Namespaces));
    }

    [Fact]
    public async Task JwksUnavailable_UntilDisposed_OnlyTheJwksIsAway()
    {
        using (_signet.Faults.JwksUnavailable())
        {
            Assert.Equal(503, await GetAsync(Jwks));
            Assert.Equal(200, await GetAsync("/.well-known/openid-configuration"));
        }

        Assert.Equal(200, await GetAsync(Jwks));
    }

    [Fact]
    public async Task Delay_Request_IsAnsweredLate()
    {
        using var fault = _signet.Faults.Delay(TimeSpan.FromMilliseconds(300), Jwks);
        var watch = Stopwatch.StartNew();

        Assert.Equal(200, await GetAsync(Jwks));

        // Timers of the machine may be due some milliseconds early.
        Assert.True(watch.ElapsedMilliseconds >= 250);
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task Delay_WithFailure_BothCount()
    {
        using var delay = _signet.Faults.Delay(TimeSpan.FromMilliseconds(1));
        using var first = _signet.Faults.Fail(500);
        using var second = _signet.Faults.Fail(503);

        Assert.Equal(500, await GetAsync(Namespaces));
        Assert.Equal((1, 1, 0), (delay.Hits, first.Hits, second.Hits));
    }

    [Fact]
    public async Task Delay_ServerIsDisposed_TheRequestIsCutOff()
    {
        using var fault = _signet.Faults.Delay(TimeSpan.FromHours(1), Jwks);
        var request = GetAsync(Jwks);
        while (fault.Hits == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), Cancellation);
        }

        await _signet.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task Clear_Faults_AreGone()
    {
        _signet.Faults.Fail(500);

        _signet.Faults.Clear();

        Assert.Equal(200, await GetAsync(Namespaces));
    }

    [Fact]
    public async Task Faults_MethodsOfTheTestServer_AreNotAffected()
    {
        using var fault = _signet.Faults.Fail(500);

        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync("builder"), cancellationToken: Cancellation);

        Assert.True((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
        Assert.Equal(0, fault.Hits);
    }

    [Fact]
    public async Task Fail_RequestWithABadToken_IsReallyRefused()
    {
        using var fault = _signet.Faults.Fail(500);
        using var stranger = _signet.CreateClient("no-token");

        using var answer = await stranger.GetAsync(Namespaces, Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, 0), (answer.StatusCode, fault.Hits));
    }

    [Theory]
    [InlineData(399)]
    [InlineData(600)]
    public void Fail_NoErrorCode_IsRefused(int code) => Assert.Throws<ArgumentOutOfRangeException>(() => _signet.Faults.Fail(code));

    private async Task<string> GetAllAsync(params string[] paths)
    {
        var codes = new List<int>();
        foreach (var path in paths)
        {
            codes.Add(await GetAsync(path));
        }

        return string.Join(' ', codes);
    }

    private async Task<int> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(path, Cancellation);
        return (int)answer.StatusCode;
    }
}
