using Microsoft.Extensions.Time.Testing;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Tests.Http;

/// <summary>Deadlines cancel exactly the requests that are due.</summary>
public sealed class RequestDeadlinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RequestDeadlines _deadlines;

    public RequestDeadlinesTests() => _deadlines = new RequestDeadlines(new RequestOptions(), _time);

    public void Dispose() => _deadlines.Dispose();

    [Fact]
    public async Task Token_TimeLimit_IsCancelledAtTheLimitAndNotBefore()
    {
        using var deadline = Start(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.False(deadline.IsExceeded);

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(deadline.IsExceeded);
        await CancelledAsync(deadline.Token);
    }

    [Fact]
    public async Task Token_ClientDisconnects_IsCancelledButNotExceeded()
    {
        using var client = new CancellationTokenSource();
        using var deadline = Start(TimeSpan.FromSeconds(60), client.Token);

        await client.CancelAsync();

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.False(deadline.IsExceeded);
    }

    [Fact]
    public void Start_LongRunning_HasNone() => Assert.Null(_deadlines.Start(Request(Timeout.InfiniteTimeSpan, default)));

    [Fact]
    public async Task Start_ShorterThanTheOthers_IsDueFirst()
    {
        using var longer = Start(TimeSpan.FromSeconds(60));
        using var shorter = Start(TimeSpan.FromMilliseconds(300));

        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True(shorter.IsExceeded);
        Assert.False(longer.IsExceeded);
        await CancelledAsync(shorter.Token);

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(longer.IsExceeded);
    }

    [Fact]
    public void Dispose_NotExceeded_IsReusedWithTheNextRequestsDeadline()
    {
        for (var i = 0; i < 100; i++)
        {
            using var deadline = Start(TimeSpan.FromSeconds(60));
            _time.Advance(TimeSpan.FromSeconds(59));
            Assert.False(deadline.Token.IsCancellationRequested);
        }

        Assert.Equal(1, _deadlines.Count);
    }

    [Fact]
    public async Task Dispose_Cancelled_IsNeverReused()
    {
        using var client = new CancellationTokenSource();
        var exceeded = Start(TimeSpan.FromSeconds(1));
        var aborted = Start(TimeSpan.FromSeconds(60), client.Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await client.CancelAsync();
        await CancelledAsync(exceeded.Token);
        exceeded.Dispose();
        aborted.Dispose();

        Assert.Equal(0, _deadlines.Count);
        using var next = Start(TimeSpan.FromSeconds(60));
        Assert.False(next.Token.IsCancellationRequested);
    }

    [Fact]
    public void Start_ManyAtOnce_KeepsAFewOfThem()
    {
        var all = Enumerable.Range(0, 3_000).Select(_ => Start(TimeSpan.FromSeconds(60))).ToList();
        Assert.Equal(3_000, _deadlines.Count);
        all.ForEach(deadline => deadline.Dispose());

        Assert.InRange(_deadlines.Count, 1_000, 1_100);
        var deadlines = Enumerable.Range(0, 2_000).Select(_ => Start(TimeSpan.FromSeconds(60))).ToList();
        Assert.All(deadlines, deadline => Assert.False(deadline.Token.IsCancellationRequested));
    }

    /// <summary>For any order of starts, ends and passing time, a deadline is exceeded exactly when it is due.</summary>
    [Fact]
    public void Exceeded_AnyOrderOfEvents_FollowsTheClock()
    {
        var random = new Random(11);
        var running = new List<(RequestDeadline Deadline, DateTimeOffset EndsAt)>();
        for (var i = 0; i < 20_000; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    var limit = TimeSpan.FromMilliseconds(random.Next(1, 5_000));
                    running.Add((Start(limit), _time.GetUtcNow() + limit));
                    break;
                case 1 when running.Count > 0:
                    var index = random.Next(running.Count);
                    running[index].Deadline.Dispose();
                    running.RemoveAt(index);
                    break;
                case 2:
                    _time.Advance(TimeSpan.FromMilliseconds(random.Next(200)));
                    break;
            }

            foreach (var (deadline, endsAt) in running)
            {
                Assert.Equal(endsAt <= _time.GetUtcNow(), deadline.IsExceeded);
            }
        }
    }

    /// <summary>Real threads and the real clock: no request is cancelled by the deadline of another one.</summary>
    [Fact]
    public async Task Token_RequestWithinItsLimitUnderLoad_IsNotCancelled()
    {
        using var deadlines = new RequestDeadlines(new RequestOptions(), TimeProvider.System);
        await Parallel.ForAsync(0, 8, async (worker, _) =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var isShort = (i + worker) % 3 == 0;
                using var deadline = deadlines.Start(Request(isShort ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromHours(1), default, TimeProvider.System))!;
                if (isShort && i % 10 == 0)
                {
                    await CancelledAsync(deadline.Token);
                    Assert.True(deadline.IsExceeded);
                }
                else if (!isShort)
                {
                    await Task.Yield();
                    Assert.False(deadline.Token.IsCancellationRequested);
                }
            }
        });
    }

    [Fact]
    public void Start_AfterTheFirstRequests_AllocatesNothing()
    {
        using var client = new CancellationTokenSource();
        var request = Request(TimeSpan.FromSeconds(60), client.Token);

        Assert.Equal(0, AllocationMeter.Measure(() => _deadlines.Start(request)!.Dispose()));
    }

    private static Task CancelledAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.UnsafeRegister(_ => cancelled.TrySetResult(), null);
        return cancelled.Task.WaitAsync(Signet.Testing.Patience.Limit);
    }

    private RequestDeadline Start(TimeSpan limit, CancellationToken aborted = default) => _deadlines.Start(Request(limit, aborted))!;

    private ReceivedRequest Request(TimeSpan limit, CancellationToken aborted, TimeProvider? time = null)
    {
        var http = TestRequests.Http("GET", "/version");
        http.RequestAborted = aborted;
        return new ReceivedRequest
        {
            Http = http,
            Target = RequestTarget.Read("/version"),
            Info = new RequestInfo { Path = "/version", Verb = "get" },
            Now = _time.GetUtcNow(),
            StartedAt = (time ?? _time).GetTimestamp(),
            TimeLimit = limit,
        };
    }
}
