using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Signet.Core.Metrics;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Serving.External;

/// <summary>A real server with two seats for token requests, whose external signer signs when the test says so.</summary>
public sealed class FairIssuingTests : IAsyncLifetime
{
    private const string TokenPath = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _signatures = new(0);
    private FaultySigner _signer = null!;
    private int _signing;

    public async ValueTask InitializeAsync()
    {
        _signer = await FaultySigner.StartAsync(_folder.File("s"));
        _signer.Sign = async (request, cancellationToken) =>
        {
            Interlocked.Increment(ref _signing);
            await _signatures.WaitAsync(cancellationToken);
            return await _signer.SignAsync(request, cancellationToken);
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _signer.DisposeAsync();
        _signatures.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Flood_WaitsAndIsRefused_OthersAreServedInTurn()
    {
        await using var server = await ServeAsync("flood,flood,u1\nquiet,quiet,u2\nmanager,system:kube-controller-manager,u3\n", "--max-mutating-requests-inflight", "4");
        using var flood = ClientOf(server, "flood");
        using var quiet = ClientOf(server, "quiet");
        using var manager = ClientOf(server, "manager");
        using var anonymous = server.CreateClient();

        // Two are at the signer, 128 wait.
        var flooding = Enumerable.Range(0, 150).Select(_ => IssueAsync(flood)).ToList();
        await Patience.UntilAsync(() => Task.FromResult(flooding.Count(answer => answer.IsCompleted) == 20), "20 requests are refused");
        foreach (var refused in flooding.Where(answer => answer.IsCompleted))
        {
            using var answer = await refused;
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        }

        Assert.Equal(2, Volatile.Read(ref _signing));
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await quiet.GetAsync("/openid/v1/jwks")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await quiet.GetAsync("/api/v1/namespaces/default/serviceaccounts")).StatusCode);
        using var review = Json("""{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""");
        Assert.Equal(HttpStatusCode.Created, (await quiet.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)).StatusCode);

        // The control plane has seats of its own.
        var ofManager = IssueAsync(manager);
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref _signing) == 3), "the manager's token is being signed");
        _signatures.Release(3);
        Assert.Equal(HttpStatusCode.Created, (await ofManager).StatusCode);
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref _signing) == 5), "two more are being signed");

        // The quiet caller is the next or the one after it.
        var ofQuiet = IssueAsync(quiet);
        await Patience.UntilAsync(() => Task.FromResult(IsWaiting(127)), "126 requests of the flood and the quiet caller's one wait");
        _signatures.Release(4);
        Assert.Equal(HttpStatusCode.Created, (await ofQuiet.WaitAsync(Patience.Limit)).StatusCode);
        Assert.InRange(flooding.Count(answer => answer.IsCompletedSuccessfully && answer.Result.StatusCode == HttpStatusCode.Created), 2, 5);

        _signatures.Release(200);
        var codes = (await Task.WhenAll(flooding)).CountBy(answer => answer.StatusCode).ToDictionary();
        Assert.Equal((130, 20), (codes[HttpStatusCode.Created], codes[HttpStatusCode.TooManyRequests]));
    }

    [Fact]
    public async Task IssueRate_OfOneAccount_IsLimited()
    {
        _signatures.Release(100);
        await using var server = await ServeAsync(
            "a,a,u1\n", "--service-account-token-issue-rate", "0.01", "--service-account-token-issue-burst", "3");
        using var client = ClientOf(server, "a");
        using var account = Json("""{"metadata":{"name":"other"}}""");
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("/api/v1/namespaces/default/serviceaccounts", account)).StatusCode);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await IssueAsync(client)).StatusCode);
        }

        using var refused = await IssueAsync(client);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        Assert.Contains("\"TooManyRequests\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var body = Json("{}");
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync(TokenPath.Replace("/default/token", "/other/token", StringComparison.Ordinal), body)).StatusCode);
        using var missing = Json("{}");
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(TokenPath.Replace("/default/token", "/missing/token", StringComparison.Ordinal), missing)).StatusCode);
    }

    private async Task<SignetInProcess> ServeAsync(string tokens, params string[] flags)
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), tokens);
        var server = await SignetInProcess.ServeInMemoryAsync(
            ["--service-account-signing-endpoint", _signer.Path, "--token-auth-file", _folder.File("tokens.csv"), "--authorization-mode", "AlwaysAllow", .. flags]);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return server;
    }

    /// <summary>Whether a server of this process has a number of requests in the queues of token requests, as its metrics say.</summary>
    private static bool IsWaiting(int count)
    {
        var isWaiting = false;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: MetricSet.MeterName, Name: "apiserver_flowcontrol_current_inqueue_requests" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, labels, _) => isWaiting |= value == count && (string?)labels[0].Value == "workload-issue");
        listener.Start();
        listener.RecordObservableInstruments();
        return isWaiting;
    }

    private static HttpClient ClientOf(SignetInProcess server, string token)
    {
        var client = server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> IssueAsync(HttpClient client, CancellationToken cancellationToken = default)
    {
        using var body = Json("{}");
        return await client.PostAsync(TokenPath, body, cancellationToken);
    }
}
