using System.Net;
using System.Net.Http.Headers;
using AspNetApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Signet.TestHost;

namespace AspNetApi.Tests;

/// <summary>Tests of the API with real tokens. Each test has an issuer and an API of its own.</summary>
public sealed class OrdersApiTests : IAsyncLifetime
{
    private SignetTestServer _signet = null!;
    private WebApplication _api = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _signet = await SignetTestServer.StartAsync();
        _api = OrdersApi.Build([$"--Issuer={_signet.Issuer}", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"], options =>
        {
            options.BackchannelHttpHandler = _signet.CreateHandler();

            // The API compares lifetimes with the clock of the test.
            options.TokenValidationParameters.LifetimeValidator = (_, expires, _, parameters) =>
                expires + parameters.ClockSkew > _signet.Time.GetUtcNow().UtcDateTime;
        });
        await _api.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_api.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _signet.DisposeAsync();
    }

    [Fact]
    public async Task Get_TokenForTheApi_IsTheAccount()
    {
        var account = await _signet.CreateAccountAsync("checkout", "shop");
        var token = await _signet.IssueAsync(account, audience: "orders");

        using var answer = await SendAsync(HttpMethod.Get, token);

        Assert.Equal("orders of system:serviceaccount:shop:checkout", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_NoToken_IsUnauthorized() => Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/orders")).StatusCode);

    [Fact]
    public async Task Get_TokenForAnotherAudience_IsUnauthorized()
    {
        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync("checkout", "shop"), audience: "billing");

        using var answer = await SendAsync(HttpMethod.Get, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("audience", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Get_TokenOfAnotherServer_IsUnauthorized()
    {
        await using var other = await SignetTestServer.StartAsync(new SignetTestServerOptions { Issuer = _signet.Issuer });
        var token = await other.IssueAsync(await other.CreateAccountAsync("checkout", "shop"), audience: "orders");

        using var answer = await SendAsync(HttpMethod.Get, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Get_ExpiredToken_IsUnauthorized()
    {
        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync("checkout", "shop"), audience: "orders", lifetime: TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, token)).StatusCode);

        _signet.Time.Advance(TimeSpan.FromMinutes(16));

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, token)).StatusCode);
    }

    [Theory]
    [InlineData("checkout", HttpStatusCode.Created)]
    [InlineData("catalog", HttpStatusCode.Forbidden)]
    public async Task Post_Account_IsAuthorizedByItsName(string name, HttpStatusCode expected)
    {
        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync(name, "shop"), audience: "orders");

        using var answer = await SendAsync(HttpMethod.Post, token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Get_JwksAway_RecoversWhenItIsBack()
    {
        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync("checkout", "shop"), audience: "orders");
        using (_signet.Faults.JwksUnavailable())
        {
            Assert.False((await SendAsync(HttpMethod.Get, token)).IsSuccessStatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, token)).StatusCode);
    }

    [Fact]
    public async Task Get_ManyRequests_FetchTheJwksOnce()
    {
        var token = await _signet.IssueAsync(await _signet.CreateAccountAsync("checkout", "shop"), audience: "orders");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, token)).StatusCode);
        }

        var requests = await _signet.Requests.ReadAsync();

        Assert.Equal(["/.well-known/openid-configuration", "/openid/v1/jwks"], requests.Select(request => request.Path));
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, IssuedToken token)
    {
        var request = new HttpRequestMessage(method, "/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return _client.SendAsync(request);
    }
}
