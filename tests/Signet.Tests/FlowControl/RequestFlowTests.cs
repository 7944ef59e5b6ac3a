using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Server.Authorization;
using Signet.Server.Concurrency;
using Signet.Server.Endpoints;
using Signet.Server.FlowControl;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Testing;
using Signet.Tests.Hosting;

namespace Signet.Tests.FlowControl;

/// <summary>Priority and fairness in the pipeline, behind Kestrel. The endpoint holds the requests; nothing depends on times.</summary>
public sealed class RequestFlowTests
{
    private const string Token = "/api/v1/namespaces/default/serviceaccounts/builder/token";
    private const string Object = "/api/v1/namespaces/default/serviceaccounts/builder";
    private readonly HeldEndpoint _endpoint = new();

    [Fact]
    public async Task Flood_OneSeat_OthersGetTheirShareAndTheFloodIsRefused()
    {
        await using var server = await StartAsync(seats: 1, options => options with { QueueLength = 3 });
        var running = Send(server, "flood");
        var first = await _endpoint.NextAsync();
        var flood = Enumerable.Range(0, 3).Select(_ => Send(server, "flood")).ToList();
        await WaitingAsync(server, 3);
        var quiet = Send(server, "quiet");
        await WaitingAsync(server, 4);

        using (var refused = await Send(server, "flood"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
            Assert.True(JsonNode.DeepEquals(
                JsonNode.Parse("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Too many requests, please try again later.","reason":"TooManyRequests","details":{"retryAfterSeconds":1},"code":429}"""),
                JsonNode.Parse(await refused.Content.ReadAsStringAsync())));
        }

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((429, "queue-full"), (outcome.Code, outcome.Reason));
        first.Answer.SetResult(new Answer.Text(200, ""));
        var next = new[] { await _endpoint.AnswerNextAsync(), await _endpoint.AnswerNextAsync() };
        Assert.Contains("quiet", next);
        Assert.Equal(["flood", "flood"], new[] { await _endpoint.AnswerNextAsync(), await _endpoint.AnswerNextAsync() });
        Assert.All(await Task.WhenAll([running, quiet, .. flood]), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await FreeAsync(server);
    }

    [Fact]
    public async Task QueueIsFull_RefusalsAreHeldBackUpToALimit()
    {
        await using var server = await StartAsync(seats: 1, options => options with { QueueLength = 1, MaxDelayedRefusals = 2 });
        var running = Send(server, "flood");
        var held = await _endpoint.NextAsync();
        var waiting = Send(server, "flood");
        await WaitingAsync(server, 1);
        using var leave = new CancellationTokenSource();
        var delayed = new[] { Send(server, "flood"), Send(server, "flood", cancellationToken: leave.Token) };
        var level = server.Flow!.Levels.Of(FlowSchema.GlobalDefault, WorkClass.Issue);
        await UntilAsync(() => level.Refused(SeatOutcome.QueueFull) == 2);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Send(server, "flood")).StatusCode);
        Assert.All(delayed, answer => Assert.False(answer.IsCompleted));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delayed[1]);
        Assert.Equal(3, server.Observer.Waiting);
        await UntilAsync(() => server.Flow.DelayedRefusals == 1);
        var next = Send(server, "flood");
        await UntilAsync(() => level.Refused(SeatOutcome.QueueFull) == 4);
        server.Time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.False(delayed[0].IsCompleted);
        server.Time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await delayed[0]).StatusCode);
        server.Time.Advance(TimeSpan.FromSeconds(1.6));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await next).StatusCode);
        held.Answer.SetResult(new Answer.Text(200, ""));
        await _endpoint.AnswerNextAsync();
        await Task.WhenAll(running, waiting);
        await FreeAsync(server);
    }

    [Fact]
    public async Task AllSeatsAreTaken_HealthDocumentsAndAdministratorsAreAnswered()
    {
        await using var server = await StartAsync(seats: 1);
        var pending = new List<Task<HttpResponseMessage>>();
        foreach (var path in new[] { Token, Object })
        {
            pending.Add(Send(server, "flood", path));
            pending.Add(Send(server, "node:a", path));
        }

        var held = new List<TaskCompletionSource<Answer>>();
        for (var i = 0; i < 4; i++)
        {
            held.Add((await _endpoint.NextAsync()).Answer);
        }

        foreach (var (user, path) in new[] { ("quiet", "/healthz"), ("quiet", "/livez"), ("quiet", "/readyz"), ("quiet", "/openid/v1/jwks"), ("master", Token) })
        {
            var answer = Send(server, user, path);
            Assert.Equal(user, await _endpoint.AnswerNextAsync());
            Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        }

        held.ForEach(answer => answer.SetResult(new Answer.Text(200, "")));
        await Task.WhenAll(pending);
        await FreeAsync(server);
    }

    [Theory]
    [InlineData("flood", "node:a", Token, Token)]
    [InlineData("flood", "quiet", Token, Object)]
    [InlineData("flood", "quiet", Token, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")]
    [InlineData("flood", "quiet", Token, "/api/v1/namespaces/default/secrets")]
    public async Task Levels_OneIsFull_TheOtherAnswers(string full, string other, string fullPath, string otherPath)
    {
        await using var server = await StartAsync(seats: 1);
        var flood = Send(server, full, fullPath);
        var held = await _endpoint.NextAsync();

        var answer = Send(server, other, otherPath);
        Assert.Equal(other, await _endpoint.AnswerNextAsync());

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        held.Answer.SetResult(new Answer.Text(200, ""));
        await flood;
    }

    [Fact]
    public async Task ClientIsGone_WhileItWaits_LeavesTheQueue()
    {
        await using var server = await StartAsync(seats: 1);
        var running = Send(server, "a");
        var held = await _endpoint.NextAsync();
        using var leave = new CancellationTokenSource();
        var gone = Send(server, "b", cancellationToken: leave.Token);
        await WaitingAsync(server, 1);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await WaitingAsync(server, 0);
        Assert.Equal(RequestEnd.ClientGone, (await server.Observer.NextAsync()).End);
        held.Answer.SetResult(new Answer.Text(200, ""));
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        await FreeAsync(server);
    }

    [Fact]
    public async Task Wait_LongerThanAQuarterOfTheTimeLimit_IsRefused()
    {
        await using var server = await StartAsync(seats: 1);
        var running = Send(server, "a");
        var held = await _endpoint.NextAsync();
        var late = Send(server, "b");
        var sooner = Send(server, "b", Token + "?timeout=8s");
        await WaitingAsync(server, 2);

        server.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await sooner).StatusCode);
        Assert.False(late.IsCompleted);
        server.Time.Advance(TimeSpan.FromSeconds(13));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await late).StatusCode);
        Assert.Equal("time-out", (await server.Observer.NextAsync()).Reason);
        held.Answer.SetResult(new Answer.Text(200, ""));
        await running;
        await FreeAsync(server);
    }

    [Fact]
    public async Task BodyComesSlowly_KeepsNoSeat()
    {
        await using var server = await StartAsync(seats: 1);
        using var slow = await server.SendAsync(
            $"POST {Token} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer slow\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{");

        var answer = Send(server, "quiet");
        Assert.Equal("quiet", await _endpoint.AnswerNextAsync());
        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);

        await slow.GetStream().WriteAsync("}"u8.ToArray());
        Assert.Equal("slow", await _endpoint.AnswerNextAsync());
        Assert.Contains("200 OK", await PipelineServer.ReadAsync(slow, "200 OK"), StringComparison.Ordinal);
        await FreeAsync(server);
    }

    /// <summary>Kestrel reports the end of the connection as an invalid request or as a cancelled one, whichever comes first: no seat depends on it.</summary>
    [Fact]
    public async Task BodyNeverComes_ClientGoes_NothingIsHeld()
    {
        await using var server = await StartAsync(seats: 1);
        using (await server.SendAsync($"POST {Token} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer slow\r\nContent-Length: 70000\r\n\r\n{{"))
        {
            await UntilAsync(() => server.Flow!.LargeBodies.UsedSeats == 1);
        }

        var ended = await server.Observer.NextAsync();
        Assert.Contains((ended.Code, ended.End), new[] { (400, RequestEnd.Answered), (0, RequestEnd.ClientGone) });
        Assert.Equal(0, _endpoint.Count);
        await FreeAsync(server);
    }

    [Fact]
    public async Task BodyIsInvalid_AfterItsPlaceWasTaken_NothingIsHeld()
    {
        await using var server = await StartAsync(seats: 1);
        using var broken = await server.SendAsync(
            $"POST {Token} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer slow\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n{new string(' ', 0x11170)}\r\n");
        await UntilAsync(() => server.Flow!.LargeBodies.UsedSeats == 1);

        await broken.GetStream().WriteAsync("no size\r\n"u8.ToArray());

        Assert.Equal((400, RequestEnd.Answered), (await server.Observer.NextAsync()) is { } outcome ? (outcome.Code, outcome.End) : default);
        Assert.Equal(0, _endpoint.Count);
        await FreeAsync(server);
    }

    [Fact]
    public async Task Endpoint_Throws_SeatsAreGivenBack()
    {
        await using var server = await StartAsync(seats: 1);
        for (var i = 0; i < 3; i++)
        {
            var answer = Send(server, "a");
            (await _endpoint.NextAsync()).Answer.SetException(new InvalidOperationException("planned"));
            Assert.Equal(HttpStatusCode.InternalServerError, (await answer).StatusCode);
        }

        await FreeAsync(server);
    }

    [Fact]
    public async Task TimeLimit_WhileTheEndpointWorks_SeatsAreGivenBack()
    {
        await using var server = await StartAsync(seats: 1);
        var answer = Send(server, "a");
        await _endpoint.NextAsync();

        server.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await answer).StatusCode);
        await FreeAsync(server);
    }

    [Fact]
    public async Task Unfair_AllSeatsAreTaken_RefusesAtOnce()
    {
        await using var server = await StartAsync(seats: 1, options => options with { IsFair = false });
        var running = new List<Task<HttpResponseMessage>>();
        var held = new List<TaskCompletionSource<Answer>>();

        // One seat each for issuing, reviews and writes.
        for (var i = 0; i < 3; i++)
        {
            running.Add(Send(server, "a"));
            held.Add((await _endpoint.NextAsync()).Answer);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Send(server, "b")).StatusCode);
        Assert.Equal("concurrency-limit", (await server.Observer.NextAsync()).Reason);
        held.ForEach(answer => answer.SetResult(new Answer.Text(200, "")));
        await Task.WhenAll(running);
        await FreeAsync(server);
    }

    private Task<PipelineServer> StartAsync(int seats, Func<FlowControlOptions, FlowControlOptions>? with = null) => StartAsync(_endpoint, seats, with);

    internal static async Task<PipelineServer> StartAsync(IEndpoint endpoint, int seats, Func<FlowControlOptions, FlowControlOptions>? with = null)
    {
        var server = new PipelineServer { Endpoint = endpoint, Authorizer = ConstantAuthorizer.AlwaysAllow, UserOf = UserOf };
        server.Flow = TestFlow.Create(server.Time, seats, with);
        return await server.StartAsync();
    }

    internal static async Task<HttpResponseMessage> Send(
        PipelineServer server, string user, string path = Token, CancellationToken cancellationToken = default)
    {
        var isPost = path.Contains("/token", StringComparison.Ordinal) || path.Contains("reviews", StringComparison.Ordinal) || path.EndsWith("secrets", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", user);
        if (isPost)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    internal static async Task UntilAsync(Func<bool> condition)
    {
        for (var began = DateTime.UtcNow; !condition(); await Task.Delay(5))
        {
            Assert.True(DateTime.UtcNow - began < Patience.Limit);
        }
    }

    /// <summary>Waits until all requests have given back what they held.</summary>
    internal static Task FreeAsync(PipelineServer server) => UntilAsync(() =>
        server.Flow!.Levels.All.Append(server.Flow.LargeBodies).All(level => level is { UsedSeats: 0, Waiting: 0 }) && server.Flow.WatchCount == 0);

    private static Task WaitingAsync(PipelineServer server, int count) => UntilAsync(() => server.Flow!.Levels.All.Sum(level => level.Waiting) == count);

    private static UserInfo UserOf(string token) => new()
    {
        Name = token,
        Groups = token == "master" ? [KnownUsers.MastersGroup]
            : token.StartsWith("node:", StringComparison.Ordinal) ? [KnownUsers.NodesGroup]
            : [KnownUsers.AuthenticatedGroup],
    };
}
