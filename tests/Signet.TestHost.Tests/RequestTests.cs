using System.Net.Http.Json;

namespace Signet.TestHost.Tests;

public sealed class RequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_Requests_HaveMethodPathUserAndStatusInOrder()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        var account = await signet.CreateAccountAsync("builder");
        var token = await signet.IssueAsync(account, cancellationToken: Cancellation);
        using var admin = signet.CreateClient();
        using var builder = signet.CreateClient(token.Value);
        using var anonymous = new HttpClient(signet.CreateHandler()) { BaseAddress = signet.Address };
        using var stranger = signet.CreateClient("no-token");
        signet.Faults.Fail(500, path: "/version");

        (await admin.GetAsync("/api/v1/namespaces?limit=1", Cancellation)).Dispose();
        (await builder.PostAsJsonAsync("/api/v1/namespaces/default/secrets", new { metadata = new { name = "x" } }, Cancellation)).Dispose();
        (await anonymous.GetAsync("/openid/v1/jwks", Cancellation)).Dispose();
        (await stranger.GetAsync("/api", Cancellation)).Dispose();
        (await admin.GetAsync("/version", Cancellation)).Dispose();

        Assert.Equal(
            [
                "GET /api/v1/namespaces signet-admin 200",
                "POST /api/v1/namespaces/default/secrets system:serviceaccount:default:builder 403",
                "GET /openid/v1/jwks system:anonymous 200",
                "GET /api - 401",
                "GET /version signet-admin 500",
            ],
            (await signet.Requests.ReadAsync(Cancellation)).Select(request => request.ToString()));
        signet.Requests.Clear();
        Assert.Empty(await signet.Requests.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task ReadAsync_RunningWatch_IsRecordedWithItsStart()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        using var admin = signet.CreateClient();
        using var watch = await admin.GetAsync("/api/v1/namespaces?watch=true", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        var request = Assert.Single(await signet.Requests.ReadAsync(Cancellation));

        Assert.Equal(("GET", "/api/v1/namespaces", 200), (request.Method, request.Path, request.Status));
    }

    [Fact]
    public async Task ReadAsync_TokenInThePath_IsMasked()
    {
        await using var signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);
        var token = await signet.IssueAsync(await signet.CreateAccountAsync("builder"), cancellationToken: Cancellation);
        using var admin = signet.CreateClient();

        (await admin.GetAsync($"/api/v1/namespaces/{token.Value}", Cancellation)).Dispose();

        Assert.Equal("/api/v1/namespaces/REDACTED", Assert.Single(await signet.Requests.ReadAsync(Cancellation)).Path);
    }
}
