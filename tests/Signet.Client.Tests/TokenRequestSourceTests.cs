using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Client.Tests;

/// <summary>Requests, refresh point, and what callers get meanwhile.</summary>
public sealed class TokenRequestSourceTests
{
    private readonly FakeApiServer _server = new();

    [Fact]
    public async Task GetToken_FirstCall_SendsTheRequestOfTheOptions()
    {
        await using var source = _server.Source(new TokenRequestOptions
        {
            ApiServer = new Uri("https://rancher.example.com/k8s/clusters/c-1/"),
            Namespace = "team-a",
            ServiceAccount = "builder.v2",
            Audiences = ["orders", "vault"],
            Lifetime = TimeSpan.FromMinutes(20),
            BoundObject = new BoundObjectReference { Kind = "Pod", Name = "web-0", Uid = "u-1" },
        });

        var token = await source.GetTokenAsync();

        Assert.Equal(new Uri("https://rancher.example.com/k8s/clusters/c-1/api/v1/namespaces/team-a/serviceaccounts/builder.v2/token"), _server.Addresses.Single());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(_server.Bodies.Single()), JsonNode.Parse(
            """
            {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["orders","vault"],"expirationSeconds":1200,
             "boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web-0","uid":"u-1"}}}
            """)));
        Assert.EndsWith(".1", token.Value, StringComparison.Ordinal);
        Assert.Equal(_server.Time.GetUtcNow() + _server.Lifetime, token.ExpiresAt);
    }

    [Fact]
    public async Task GetToken_ManyCallers_CauseOneRequest()
    {
        var answer = Hold();
        await using var source = _server.Source();

        var callers = Enumerable.Range(0, 200).Select(_ => Task.Run(() => source.GetTokenAsync().AsTask())).ToList();
        await Patience.UntilAsync(() => Task.FromResult(_server.Requests > 0), "a request is sent");
        answer.SetResult(_server.Issue());
        var tokens = await Task.WhenAll(callers);

        Assert.Single(tokens.Select(token => token.Value).Distinct());
        Assert.Equal(1, _server.Requests);
    }

    /// <summary>Many calls at each step: a point that is drawn at each call would be near the beginning of the window.</summary>
    [Fact]
    public async Task Refresh_ManyTokens_PointIsDrawnOnceForEachIn60To80Percent()
    {
        const int Tokens = 300;
        const int CallsAtEachStep = 20;
        await using var source = _server.Source();
        var points = new List<double>();
        for (var i = 0; i < Tokens; i++)
        {
            var token = await source.GetTokenAsync();
            var (before, percent) = (_server.Requests, 59.5);
            _server.Time.Advance(_server.Lifetime * 0.595);
            while (true)
            {
                for (var call = 0; call < CallsAtEachStep; call++)
                {
                    await source.GetTokenAsync();
                }

                if (_server.Requests > before)
                {
                    break;
                }

                percent += 0.5;
                _server.Time.Advance(_server.Lifetime * 0.005);
            }

            points.Add(percent);
            await UntilReplacedAsync(source, token);
        }

        Assert.All(points, point => Assert.InRange(point, 60, 80));
        Assert.InRange(points.Average(), 68, 72);
        Assert.True(points.Distinct().Count() > 20);
    }

    [Fact]
    public async Task Refresh_InProgress_CallersGetTheOldTokenAtOnce()
    {
        await using var source = _server.Source();
        var old = await source.GetTokenAsync();
        var answer = Hold();

        _server.Time.Advance(_server.Lifetime * 0.8);
        for (var i = 0; i < 50; i++)
        {
            var call = source.GetTokenAsync();
            Assert.True(call.IsCompletedSuccessfully);
            Assert.Same(old, await call);
        }

        Assert.Equal(2, _server.Requests);
        answer.SetResult(_server.Issue());
        await UntilReplacedAsync(source, old);
        Assert.Equal(2, _server.Requests);
    }

    [Fact]
    public async Task Refresh_Fails_OldTokenIsUsedUntilItEndsThenTheFailureUntilRecovery()
    {
        var failures = new List<TokenRequestException>();
        await using var source = _server.Source(new TokenRequestOptions { Namespace = "default", ServiceAccount = "builder", OnFailure = failures.Add });
        var old = await source.GetTokenAsync();
        _server.Answer = (_, _) => Task.FromResult(_server.Refuse(HttpStatusCode.NotFound, "NotFound", "serviceaccounts \"builder\" not found"));

        _server.Time.Advance(_server.Lifetime * 0.8);
        while (_server.Time.GetUtcNow() < old.ExpiresAt!.Value - TimeSpan.FromSeconds(11))
        {
            Assert.Same(old, await source.GetTokenAsync());
            _server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _server.Time.Advance(TimeSpan.FromSeconds(2));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => source.GetTokenAsync().AsTask());
        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (failure.StatusCode, failure.Reason));
        Assert.Equal(
            "The token request for the service account default/builder at https://api.example.com was answered with 404 NotFound: serviceaccounts \"builder\" not found",
            failure.Message);
        Assert.InRange(_server.Requests, 10, 40);
        Assert.Equal(_server.Requests - 1, failures.Count);

        _server.Answer = (_, _) => Task.FromResult(_server.Issue());
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(old.Value, (await source.GetTokenAsync()).Value);
    }

    [Fact]
    public async Task GetToken_OneWaiterIsCancelled_OthersGetTheToken()
    {
        var answer = Hold();
        await using var source = _server.Source();
        using var cancellation = new CancellationTokenSource();
        var first = source.GetTokenAsync(cancellation.Token).AsTask();
        var second = source.GetTokenAsync().AsTask();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(_server.Issue());

        Assert.EndsWith(".1", (await second).Value, StringComparison.Ordinal);
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task GetToken_AllWaitersAreCancelled_NextCallGetsTheToken()
    {
        var answer = Hold();
        await using var source = _server.Source();
        using var cancellation = new CancellationTokenSource();
        var waiter = source.GetTokenAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        answer.SetResult(_server.Issue());
        await source.GetTokenAsync();

        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task Dispose_RequestInProgress_CancelsItForAllCallers()
    {
        _server.Answer = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return _server.Issue();
        };
        var source = _server.Source();
        var waiter = source.GetTokenAsync().AsTask();

        await source.DisposeAsync();
        await source.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiter);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await source.GetTokenAsync());
    }

    [Fact]
    public async Task Invalidate_RefusedToken_IsReplacedOnceInTheInterval()
    {
        await using var source = _server.Source();
        var first = await source.GetTokenAsync();

        source.Invalidate(first);
        var second = await source.GetTokenAsync();
        source.Invalidate(second);
        var third = await source.GetTokenAsync();
        source.Invalidate(first);
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        var fourth = await source.GetTokenAsync();
        source.Invalidate(fourth);
        var fifth = await source.GetTokenAsync();

        Assert.NotEqual(first.Value, second.Value);
        Assert.Same(second, third);
        Assert.Same(second, fourth);
        Assert.NotEqual(fourth.Value, fifth.Value);
        Assert.Equal(3, _server.Requests);
    }

    [Fact]
    public async Task Invalidate_ApiServerFails_RefusedTokenIsUsedOn()
    {
        await using var source = _server.Source();
        var token = await source.GetTokenAsync();
        _server.Answer = (_, _) => throw new HttpRequestException("connection refused");

        source.Invalidate(token);

        Assert.Same(token, await source.GetTokenAsync());
        Assert.Same(token, await source.GetTokenAsync());
        Assert.Equal(2, _server.Requests);
    }

    private TaskCompletionSource<HttpResponseMessage> Hold()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = (_, _) => answer.Task;
        return answer;
    }

    private static Task UntilReplacedAsync(TokenRequestSource source, ServiceAccountToken old) =>
        Patience.UntilAsync(async () => (await source.GetTokenAsync()).Value != old.Value, "the token is replaced");
}
