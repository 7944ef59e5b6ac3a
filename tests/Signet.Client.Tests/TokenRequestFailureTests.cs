using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Signet.Client.TokenFiles;

namespace Signet.Client.Tests;

/// <summary>Failures, the delays after them, and their messages.</summary>
public sealed class TokenRequestFailureTests
{
    private readonly FakeApiServer _server = new();

    [Fact]
    public async Task Backoff_Failures_DoublesWithJitterUpToTheLimit()
    {
        const int Runs = 20;
        double[] limits = [1, 2, 4, 8, 16, 32, 60, 60];
        var first = new HashSet<double>();
        for (var run = 0; run < Runs; run++)
        {
            var server = new FakeApiServer();
            server.Answer = (_, _) => throw new HttpRequestException("connection refused");
            await using var source = server.Source();
            await FailAsync(source);
            foreach (var limit in limits)
            {
                var delay = await DelayAsync(server, source);
                Assert.InRange(delay, limit / 2, limit + 0.1);
                if (limit == 1)
                {
                    first.Add(delay);
                }
            }
        }

        Assert.True(first.Count > 2, "the delays are not spread");
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(3600, 600)]
    public async Task Backoff_RetryAfter_IsWaitedForUpToTenMinutes(int asked, int waited)
    {
        _server.Answer = (_, _) =>
        {
            var answer = _server.Refuse(HttpStatusCode.TooManyRequests, "TooManyRequests", "slow down");
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(asked));
            return Task.FromResult(answer);
        };
        await using var source = _server.Source();
        await FailAsync(source);

        Assert.InRange(await DelayAsync(_server, source), waited, waited + 0.1);
    }

    [Fact]
    public async Task GetToken_NoAnswer_FailsAtTheTimeLimit()
    {
        _server.Answer = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return _server.Issue();
        };
        await using var source = _server.Source();
        var call = source.GetTokenAsync().AsTask();

        _server.Time.Advance(TimeSpan.FromSeconds(30));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => call);
        Assert.EndsWith(" had no answer in time", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A program's own handler can throw anything; the callers must not wait forever.</summary>
    [Fact]
    public async Task GetToken_HandlerThrows_IsAFailure()
    {
        _server.Answer = (_, _) => throw new InvalidOperationException("a fault");
        await using var source = _server.Source();

        var failure = await FailAsync(source);

        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    /// <summary>The credential for the API server is missing: the message says which file has to be repaired.</summary>
    [Fact]
    public async Task GetToken_CredentialFileIsMissing_IsNamed()
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "no-such-token");
        var address = new Uri("https://api.example.com");
        using var handler = new ServiceAccountTokenHandler(new TokenFileSource(missing), address) { InnerHandler = _server };
        using var client = new HttpClient(handler) { BaseAddress = address };
        await using var source = new TokenRequestSource(client, FakeApiServer.Options, _server.Time);

        var failure = await FailAsync(source);

        Assert.Contains(missing, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _server.Requests);
    }

    [Fact]
    public async Task GetToken_SeveralWaiters_EachGetsAnExceptionOfItsOwn()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = (_, _) => answer.Task;
        await using var source = _server.Source();
        var (one, other) = (FailAsync(source), FailAsync(source));
        answer.SetException(new HttpRequestException("connection refused"));

        Assert.NotSame(await one, await other);
        Assert.Equal(1, _server.Requests);
    }

    [Theory]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"secret-token"}}""")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"secret-token","expirationTimestamp":"soon"}}""")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"secret-token\nX: y","expirationTimestamp":"2026-01-01T01:00:00Z"}}""")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"secret-token","expirationTimestamp":"2025-12-31T23:00:00Z"}}""")]
    [InlineData("""{"kind":"TokenRequest","status":"secret-token"}""")]
    [InlineData("""["secret-token"]""")]
    public async Task GetToken_UnusableAnswer_FailsWithoutTheToken(string body)
    {
        _server.Answer = (_, _) => Task.FromResult(_server.Json(HttpStatusCode.Created, JsonNode.Parse(body)!));
        await using var source = _server.Source();

        var failure = await FailAsync(source);

        Assert.DoesNotContain("secret-token", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>secret-token</html>")]
    [InlineData("")]
    public async Task GetToken_AnswerThatIsNotJson_FailsWithoutIt(string body)
    {
        _server.Answer = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent(body) });
        await using var source = _server.Source();

        var failure = await FailAsync(source);

        Assert.Equal(HttpStatusCode.BadGateway, failure.StatusCode);
        Assert.EndsWith("was answered with 502 BadGateway", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..", "builder", "https://api.example.com", false)]
    [InlineData("default", "a/b", "https://api.example.com", false)]
    [InlineData("default", "", "https://api.example.com", false)]
    [InlineData("default", "builder", "http://api.example.com", false)]
    [InlineData("default", "builder", "/relative", true)]
    [InlineData("default", "builder", "ftp://api.example.com", true)]
    public void Options_NotAllowed_AreRefused(string ns, string account, string server, bool allowHttp) => Assert.Throws<ArgumentException>(() =>
        _server.Source(new TokenRequestOptions
        {
            Namespace = ns,
            ServiceAccount = account,
            ApiServer = new Uri(server, server[0] == '/' ? UriKind.Relative : UriKind.Absolute),
            AllowHttp = allowHttp,
        }));

    private static Task<TokenRequestException> FailAsync(TokenRequestSource source) =>
        Assert.ThrowsAsync<TokenRequestException>(() => source.GetTokenAsync().AsTask());

    /// <summary>The seconds until a call sends the next request, in steps of a tenth.</summary>
    private static async Task<double> DelayAsync(FakeApiServer server, TokenRequestSource source)
    {
        var (before, steps) = (server.Requests, 0);
        while (server.Requests == before)
        {
            server.Time.Advance(TimeSpan.FromSeconds(0.1));
            steps++;
            await FailAsync(source);
        }

        return steps / 10.0;
    }
}
