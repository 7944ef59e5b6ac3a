using Microsoft.Extensions.Logging;
using Signet.Server.Authentication;
using Signet.Server.Authorization.Streams;
using Signet.Server.Background;
using Signet.Server.Hosting.Services;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Authorization.Streams;

/// <summary>The sweeper goes on after every fault of what it depends on, and the access of running streams ends meanwhile.</summary>
public sealed class StreamSweeperTests : IAsyncDisposable
{
    private readonly ScriptedLogger _log = new();
    private readonly StreamBench _bench;
    private Func<object> _snapshot = () => "unchanged";

    public StreamSweeperTests() => _bench = new StreamBench([_ => Volatile.Read(ref _snapshot)()]);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string> Faults => ["unexpected", "timeout", "cancellation"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Sweep_SnapshotOfChangesFails_IsReportedAndAccessStillEnds(string fault)
    {
        var streams = await _bench.CreateAsync();
        await using var service = Start(streams);
        Volatile.Write(ref _snapshot, () => throw ExceptionOf(fault));

        // The failure lasts, so nothing says that access has changed.
        await UntilAsync(() => service.Supervisor.Snapshot.Faults >= 3, "the sweeper has failed three times");
        var access = StreamBench.Begin(streams);
        _bench.Tokens.Answer = new TokenAuthentication.Rejected("revoked");
        await UntilAsync(() => access.Error is not null, "the access has ended");

        Assert.Equal("revoked", access.Reason);
        Assert.Equal((LogLevel.Error, 8002), _log.Entries.Select(entry => (entry.Level, entry.Id)).First());
        Assert.StartsWith("stream-sweeper: failed 1 times in a row and will be restarted: ", _log.Entries[0].Message, StringComparison.Ordinal);
        Assert.Contains("(log event 8002 has the reason)", BackgroundHealth.RemarkOf(service.Supervisor), StringComparison.Ordinal);

        Volatile.Write(ref _snapshot, () => "as before");
        await UntilAsync(() => BackgroundHealth.RemarkOf(service.Supervisor) is null, "the sweeper runs without faults");
        Assert.Equal(SupervisorState.Running, service.Supervisor.Snapshot.State);
    }

    [Fact]
    public async Task Sweep_SnapshotOfChangesFails_ExpiredCredentialEndsItsStream()
    {
        var streams = await _bench.CreateAsync();
        _bench.Tokens.Answer = StreamBench.Good(new CredentialLifetime(_bench.Running.Time.GetUtcNow().ToUnixTimeSeconds() + 3600));
        var access = StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        Volatile.Write(ref _snapshot, () => throw new InvalidOperationException("broken"));
        await using var service = Start(streams);

        _bench.Running.Time.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => access.Error is not null, "the access has ended");

        Assert.Equal("the credential has expired", access.Reason);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Sweep_AuthenticatorFails_EndsThatStreamAndTheServiceGoesOn(string fault)
    {
        var streamLog = new ScriptedLogger();
        var streams = await _bench.CreateAsync(logger: new LoggerOf<RunningStreams>(streamLog));
        await using var service = Start(streams);
        _bench.Tokens.Pending = Task.FromException<TokenAuthentication>(ExceptionOf(fault));
        var first = StreamBench.Begin(streams);
        await UntilAsync(() => first.Error is not null, "the access that could not be checked has ended");
        Assert.Contains((LogLevel.Error, 3141), streamLog.Entries.Select(entry => (entry.Level, entry.Id)));

        _bench.Tokens.Pending = null;
        var second = StreamBench.Begin(streams);
        var asked = _bench.Tokens.Asked;
        await UntilAsync(() => _bench.Tokens.Asked > asked, "the second stream is checked");

        Assert.Null(second.Error);
        Assert.Equal((SupervisorState.Running, 0L), (service.Supervisor.Snapshot.State, service.Supervisor.Snapshot.Faults));
    }

    /// <summary>The access has ended before the log is written.</summary>
    [Fact]
    public async Task Sweep_LogOfStreamsFails_AccessEndsAndTheServiceGoesOn()
    {
        var streams = await _bench.CreateAsync(logger: new LoggerOf<RunningStreams>(new ScriptedLogger { IsBroken = true }));
        await using var service = Start(streams);
        _bench.Tokens.Answer = new TokenAuthentication.Rejected("revoked");
        var first = StreamBench.Begin(streams);
        await UntilAsync(() => first.Error is not null, "the access has ended");
        _bench.Tokens.Pending = Task.FromException<TokenAuthentication>(new InvalidOperationException("broken"));
        var second = StreamBench.Begin(streams);
        await UntilAsync(() => second.Error is not null, "the access that could not be checked has ended");

        await UntilAsync(() => service.Supervisor.Snapshot.State == SupervisorState.Running, "the sweeper runs");
        Assert.Equal("revoked", first.Reason);
    }

    [Fact]
    public async Task Sweep_ClockJumps_TheServiceGoesOn()
    {
        var streams = await _bench.CreateAsync();
        await using var service = Start(streams);
        foreach (var jump in (TimeSpan[])[TimeSpan.FromDays(-400), TimeSpan.FromDays(800), TimeSpan.FromDays(-1)])
        {
            var time = _bench.Running.Time;
            time.AdjustTime(time.GetUtcNow() + jump);
            _bench.Tokens.Answer = StreamBench.Good(default);
            var access = StreamBench.Begin(streams);
            var asked = _bench.Tokens.Asked;
            await UntilAsync(() => _bench.Tokens.Asked > asked, "the stream is checked");
            _bench.Tokens.Answer = new TokenAuthentication.Rejected("revoked");
            var change = new object();
            Volatile.Write(ref _snapshot, () => change);
            await UntilAsync(() => access.Error is not null, "the access has ended");
        }

        Assert.Equal(0, service.Supervisor.Snapshot.Faults);
    }

    [Fact]
    public async Task Stop_DuringACheckThatNeverAnswers_Stops()
    {
        var streams = await _bench.CreateAsync();
        var service = Start(streams);
        _bench.Tokens.Pending = new TaskCompletionSource<TokenAuthentication>().Task;
        StreamAccess access;
        await using (service)
        {
            access = StreamBench.Begin(streams);
            await UntilAsync(() => _bench.Tokens.Asked == 1, "the check has begun");
        }

        Assert.Equal((SupervisorState.Stopped, 0L), (service.Supervisor.Snapshot.State, service.Supervisor.Snapshot.Faults));
        Assert.Null(access.Error);
    }

    private static Exception ExceptionOf(string fault) => fault switch
    {
        "timeout" => new TimeoutException("no answer in time"),
        "cancellation" => new TaskCanceledException("cancelled by its own limit"),
        _ => new InvalidOperationException("broken"),
    };

    private RunningService Start(RunningStreams streams) =>
        RunningService.Start(new StreamSweeper(streams, _bench.Running.Time), _bench.Running.Time, _log);

    private Task UntilAsync(Func<bool> condition, string what) => Patience.UntilAsync(
        () =>
        {
            _bench.Running.Time.Advance(TimeSpan.FromMilliseconds(250));
            return Task.FromResult(condition());
        },
        what);
}
