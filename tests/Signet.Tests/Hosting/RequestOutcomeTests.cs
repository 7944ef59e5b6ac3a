using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Server.Audit.Recording;
using Signet.Server.Authentication;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Testing;
using Signet.Tests.Authentication;

namespace Signet.Tests.Hosting;

/// <summary>Every request has exactly one outcome.</summary>
public sealed class RequestOutcomeTests
{
    private const string Path = "/api/v1/namespaces/n/secrets";

    [Fact]
    public async Task Answered_Object_HasCodeBytesUserAndReason()
    {
        await using var server = await new PipelineServer
        {
            Endpoint = new EndpointFor((_, _) => new(new Answer.Object(201, "{}"u8.ToArray()))),
            Authorizer = new Fixed(new AuthorizationDecision(AuthorizationVerdict.Allow, "the rule r")),
        }.StartAsync();

        var answer = await server.Client.PostAsync(Path, null);

        var outcome = await server.Observer.NextAsync();
        Assert.Equal(
            new ObservedRequest(answer.Headers.GetValues("Audit-Id").Single(), "create", Path, RequestEnd.Answered, 201, 3, TimeSpan.Zero, "tester", "the rule r", false, false, ""),
            outcome);
        Assert.Equal(201, (int)answer.StatusCode);
        await AssertNoMoreAsync(server);
    }

    [Theory]
    [InlineData("bad token", 401, "", "it is bad")]
    [InlineData("control character", 400, "", "the Authorization header holds a control character")]
    [InlineData("forbidden", 403, "tester", "secrets is forbidden: User \"tester\" cannot list resource \"secrets\" in API group \"\" in the namespace \"n\": not today")]
    [InlineData("impersonation", 403, "tester", "User \"tester\" cannot impersonate-on:user-info:list resource \"secrets\"")]
    [InlineData("impersonation without a user", 400, "tester", "without impersonating a user name")]
    [InlineData("malformed target", 400, "", "the request's target is malformed")]
    [InlineData("long target", 414, "", "")]
    [InlineData("large head", 431, "", "")]
    [InlineData("bad timeout", 400, "", "invalid timeout specified in the request URL - time: invalid duration \"abc\"")]
    public async Task Refused_BeforeAnyEndpoint_HasOneOutcome(string what, int code, string user, string reason)
    {
        var endpoint = new EndpointFor((_, _) => throw new InvalidOperationException("not reached"));
        await using var server = await new PipelineServer
        {
            Endpoint = endpoint,
            Authorizer = new Fixed(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, "not today")),
        }.StartAsync();
        var (target, headers) = what switch
        {
            "bad token" => (Path, "Authorization: Bearer bad\r\n"),
            "control character" => (Path, "Authorization: Bearer a\u0007\r\n"),
            "impersonation" => (Path, "Authorization: Bearer good\r\nImpersonate-User: erin\r\n"),
            "impersonation without a user" => (Path, "Authorization: Bearer good\r\nImpersonate-Uid: 7\r\n"),
            "malformed target" => ("/%zz", ""),
            "long target" => ("/" + new string('x', RequestLimits.Target), ""),
            "large head" => (Path, string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: {new string('x', 1024)}\r\n"))),
            "bad timeout" => (Path + "?timeout=abc", "Authorization: Bearer bad\r\n"),
            _ => (Path, "Authorization: Bearer good\r\n"),
        };

        using var connection = await server.SendAsync($"GET {target} HTTP/1.1\r\nHost: h\r\n{headers}\r\n");

        var outcome = await server.Observer.NextAsync();
        Assert.StartsWith($"HTTP/1.1 {code} ", await PipelineServer.ReadAsync(connection, "\r\n"), StringComparison.Ordinal);
        Assert.Equal((RequestEnd.Answered, code, user, ""), (outcome.End, outcome.Code, outcome.User, outcome.Exception));
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
        Assert.True(outcome.BytesWritten > 50);
        Assert.False(endpoint.Reached.IsCompleted);
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Preflight_OfAPage_IsMarkedAsPreflight()
    {
        await using var server = await new PipelineServer { Endpoint = EndpointFor.Hang() }.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, Path) { Headers = { { "Origin", "https://page" } } };

        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.SendAsync(request)).StatusCode);

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.Answered, 204, true, ""), (outcome.End, outcome.Code, outcome.IsPreflight, outcome.User));
        await AssertNoMoreAsync(server);
    }

    [Theory]
    [InlineData(true, nameof(RequestEnd.Answered), 503, nameof(StoreUnavailableException))]
    [InlineData(false, nameof(RequestEnd.Failed), 500, nameof(InvalidOperationException))]
    public async Task Endpoint_Throws_HasTheExceptionInTheOutcome(bool isExpected, string end, int code, string exception)
    {
        await using var server = await new PipelineServer
        {
            Endpoint = new EndpointFor((_, _) => throw (isExpected ? new StoreUnavailableException("away") : new InvalidOperationException("a bug"))),
        }.StartAsync();

        Assert.Equal(code, (int)(await server.Client.GetAsync(Path)).StatusCode);

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((Enum.Parse<RequestEnd>(end), code, exception, "tester"), (outcome.End, outcome.Code, outcome.Exception, outcome.User));
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Client_DisconnectedBeforeTheResponse_HasNoCode()
    {
        var endpoint = EndpointFor.Hang();
        await using var server = await new PipelineServer { Endpoint = endpoint }.StartAsync();
        using (await server.SendAsync($"GET {Path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n"))
        {
            await endpoint.Reached.WaitAsync(Patience.Limit);
        }

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.ClientGone, 0, 0, "tester"), (outcome.End, outcome.Code, outcome.BytesWritten, outcome.User));
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Client_DisconnectedInsideTheBody_IsNotAServerFailure()
    {
        var endpoint = new EndpointFor(async (request, cancellationToken) =>
        {
            using var body = (await RequestBody.ReadAsync(request, cancellationToken)).Value;
            return Answer.Text.PageNotFound;
        });
        await using var server = await new PipelineServer { Endpoint = endpoint }.StartAsync();
        using (var connection = await server.SendAsync($"POST {Path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\nContent-Length: 100\r\n\r\n{{"))
        {
            await endpoint.Reached.WaitAsync(Patience.Limit);
            connection.LingerState = new(enable: true, seconds: 0);
        }

        var outcome = await server.Observer.NextAsync();
        Assert.NotEqual(RequestEnd.Failed, outcome.End);
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Client_DisconnectedDuringTheResponse_HasItsCode()
    {
        var document = new Answer.Document(200, "text/plain", new byte[64 * 1024 * 1024]);
        var endpoint = new EndpointFor((_, _) => new(document));
        await using var server = await new PipelineServer { Endpoint = endpoint }.StartAsync();
        using (var connection = await server.SendAsync($"GET {Path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n"))
        {
            await PipelineServer.ReadAsync(connection, "200 OK");
            connection.LingerState = new(enable: true, seconds: 0);
        }

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.ClientGone, 200), (outcome.End, outcome.Code));
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Stream_Ends_HasAllBytes()
    {
        await using var server = await new PipelineServer
        {
            Endpoint = Stream(async (output, _, cancellationToken) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await output.WriteAsync("line\n"u8.ToArray(), cancellationToken);
                }
            }),
        }.StartAsync();

        Assert.Equal("line\nline\nline\n", await server.Client.GetStringAsync(Path + "?watch=1"));

        var outcome = await server.Observer.NextAsync();
        Assert.Equal(
            (RequestEnd.Answered, 200, 15, true, 1),
            (outcome.End, outcome.Code, outcome.BytesWritten, outcome.IsLongRunning, server.Observer.Started));
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Stream_ClientDisconnected_IsReportedAtItsEnd()
    {
        await using var server = await new PipelineServer { Endpoint = UntilCancelled() }.StartAsync();
        using (var connection = await server.SendAsync($"GET {Path}?watch=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n"))
        {
            await PipelineServer.ReadAsync(connection, "begun");
            Assert.Equal(0, server.Observer.Waiting);
        }

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.ClientGone, 200, 6), (outcome.End, outcome.Code, outcome.BytesWritten));
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Stream_ServerStops_IsAnswered()
    {
        await using var server = await new PipelineServer { Endpoint = UntilCancelled() }.StartAsync();
        using var connection = await server.SendAsync($"GET {Path}?watch=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n");
        await PipelineServer.ReadAsync(connection, "begun");

        await server.StopStreamsAsync();

        Assert.Equal(RequestEnd.Answered, (await server.Observer.NextAsync()).End);
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Stream_AccessEnds_HasTheReason()
    {
        var tokens = new Switch();
        await using var server = await new PipelineServer { Endpoint = UntilCancelled(), Tokens = tokens }.StartAsync();
        using var connection = await server.SendAsync($"GET {Path}?watch=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n");
        await PipelineServer.ReadAsync(connection, "begun");

        tokens.Answer = new TokenAuthentication.Rejected("revoked");
        await server.Streams.SweepAsync(CancellationToken.None);

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.AccessEnded, 410, "revoked", "tester"), (outcome.End, outcome.Code, outcome.Reason, outcome.User));
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Stream_ClientDoesNotRead_IsCutOff()
    {
        await using var server = await new PipelineServer { Endpoint = Stream((_, _, _) => throw new TimeoutException()) }.StartAsync();
        using var connection = await server.SendAsync($"GET {Path}?watch=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n");

        Assert.Equal(RequestEnd.CutOff, (await server.Observer.NextAsync()).End);
        await AssertNoMoreAsync(server);
    }

    [Fact]
    public async Task Stream_Fails_IsAFailure()
    {
        await using var server = await new PipelineServer { Endpoint = Stream((_, _, _) => throw new InvalidOperationException("a bug")) }.StartAsync();
        using var connection = await server.SendAsync($"GET {Path}?watch=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n");

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.Failed, 500, nameof(InvalidOperationException)), (outcome.End, outcome.Code, outcome.Exception));
        await AssertNoMoreAsync(server);
    }

    [Theory]
    [InlineData("HEAD", "", 0)]
    [InlineData("GET", "", 200_001)]
    [InlineData("GET", "gzip", -1)]
    public async Task Answered_Bytes_AreThoseOnTheWire(string method, string encoding, long expected)
    {
        var json = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 199_992)}\"}}");
        await using var server = await new PipelineServer { Endpoint = new EndpointFor((_, _) => new(new Answer.Object(200, json))) }.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), Path);
        _ = encoding.Length > 0 && request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);

        using var answer = await server.Client.SendAsync(request);
        var sent = (await answer.Content.ReadAsByteArrayAsync()).Length;

        Assert.Equal(expected < 0 ? sent : expected, (await server.Observer.NextAsync()).BytesWritten);
        Assert.Equal(expected < 0, answer.Content.Headers.ContentEncoding.Contains("gzip"));
        Assert.True(expected >= 0 || sent < 10_000);
    }

    [Fact]
    public async Task Observer_Fails_OthersAreCalled()
    {
        var log = new CollectedLog();
        await using var server = await new PipelineServer
        {
            Endpoint = new EndpointFor((_, _) => new(Answer.Text.PageNotFound)),
            MoreObservers = [new Failing()],
            RecorderLog = new Typed(log),
        }.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(Path)).StatusCode);

        Assert.Equal(404, (await server.Observer.NextAsync()).Code);
        Assert.Equal(7300, Assert.Single(log.Entries).Id);
    }

    [Fact]
    public async Task Outcomes_OfConcurrentRequests_AreOneEach()
    {
        var count = 0;
        await using var server = await new PipelineServer
        {
            Endpoint = new EndpointFor(async (_, cancellationToken) =>
            {
                await Task.Yield();
                return (Interlocked.Increment(ref count) % 4) switch
                {
                    0 => throw new InvalidOperationException("a bug"),
                    1 => Answer.Text.PageNotFound,
                    2 => StatusErrors.MethodNotAllowed,
                    _ => new Answer.Object(200, "{}"u8.ToArray()),
                };
            }),
            IsAudited = true,
        }.StartAsync();

        await Parallel.ForAsync(0, 400, async (_, token) => await server.Client.GetAsync(Path, token));

        var ids = new HashSet<string>();
        for (var i = 0; i < 400; i++)
        {
            Assert.True(ids.Add((await server.Observer.NextAsync()).AuditId));
        }

        Assert.Equal(0, server.Observer.Waiting);
        var events = await server.StopAsync();
        Assert.Equal(300, events.Split("\"stage\":\"ResponseComplete\"").Length - 1);
        Assert.Equal(100, events.Split("\"stage\":\"Panic\"").Length - 1);
    }

    private static EndpointFor Stream(Func<System.IO.Pipelines.PipeWriter, StreamAccess, CancellationToken, Task> writeAsync) =>
        new((_, _) => new(new Answer.Streaming("application/json", writeAsync)));

    /// <summary>A stream that ends like a watch.</summary>
    private static EndpointFor UntilCancelled() => Stream(async (output, access, cancellationToken) =>
    {
        await output.WriteAsync("begun\n"u8.ToArray(), cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(access.Ended, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    });

    /// <summary>Sends one more request, so that a surplus outcome would have arrived before.</summary>
    private static async Task AssertNoMoreAsync(PipelineServer server)
    {
        using var connection = await server.SendAsync("GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.Equal("/%zz", (await server.Observer.NextAsync()).Path);
        Assert.Equal(0, server.Observer.Waiting);
    }

    private sealed class Fixed(AuthorizationDecision decision) : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) => new(decision);
    }

    private sealed class Failing : IRequestObserver
    {
        public void Ended(in RequestOutcome outcome) => throw new InvalidOperationException("an observer with a bug");
    }

    private sealed class Switch : ITokenAuthenticator
    {
        public TokenAuthentication Answer { get; set; } = new TokenAuthentication.Authenticated(PipelineServer.User, ["a"], IsStale: false);

        public ValueTask<TokenAuthentication> AuthenticateAsync(
            string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken) => new(Answer);
    }

    private sealed class Typed(ILogger inner) : ILogger<RequestRecorder>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
