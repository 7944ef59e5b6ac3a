using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Hosting.Services;
using Signet.Testing;
using Signet.Tests.Controllers.Keys;

namespace Signet.Tests.Background;

/// <summary>A service is restarted however it ends.</summary>
public sealed class SupervisorTests
{
    private readonly SteppedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly ScriptedLogger _log = new();

    [Theory]
    [InlineData("throw", LogLevel.Error, "ended on purpose")]
    [InlineData("unavailable", LogLevel.Debug, "ended on purpose")]
    [InlineData("cancel", LogLevel.Error, "The operation was canceled.")]
    [InlineData("return", LogLevel.Error, "it ended although the server does not stop")]
    public async Task Run_ServiceEnds_IsLoggedCountedAndRestarted(string how, LogLevel level, string reason)
    {
        var service = new ScriptedService(run => run > 1 ? null : how);
        var supervisor = Supervise(service);
        using var stop = new CancellationTokenSource();
        var running = supervisor.RunAsync(isPrepared: true, stop.Token);
        await Patience.UntilAsync(
            () => Task.FromResult(supervisor.Snapshot.State == SupervisorState.BackingOff && _log.Entries.Count > 0), "it has failed and the log says so");
        Assert.Equal((level, 8002, $"scripted-service: failed 1 times in a row and will be restarted: {reason}"), Assert.Single(_log.Entries));
        Assert.Equal(
            "failing and restarted since 2027-01-15T08:00:00Z (log event 8002 has the reason)", BackgroundHealth.RemarkOf(supervisor));
        Assert.Null(BackgroundHealth.FaultOf(supervisor));

        await RunsAsync(service, 2);
        Assert.Equal((2L, 1L), (supervisor.Snapshot.Starts, supervisor.Snapshot.Faults));
        Assert.NotNull(supervisor.Snapshot.FailingSince);

        // It counts as failing until it has run for the maximum backoff.
        _time.Advance(Backoff.OfServices.Max);
        Assert.Null(BackgroundHealth.RemarkOf(supervisor));
        await stop.CancelAsync();
        await running;
        Assert.Equal(SupervisorState.Stopped, supervisor.Snapshot.State);
    }

    [Fact]
    public async Task Run_FailsRepeatedly_BacksOffAndWarnsSeldom()
    {
        var service = new ScriptedService(_ => "unavailable");
        var supervisor = Supervise(service);
        using var stop = new CancellationTokenSource();
        var running = supervisor.RunAsync(isPrepared: true, stop.Token);

        await RunsAsync(service, 50);

        await stop.CancelAsync();
        await running;
        Assert.InRange(_log.Entries.Count(entry => entry.Level == LogLevel.Warning), 4, 5);
        Assert.True(_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(1_800_000_000) > 40 * 0.75 * Backoff.OfServices.Max);
    }

    [Fact]
    public async Task Run_PreparationFails_IsRepeatedUntilItSucceedsAndNotAfterwards()
    {
        var prepared = 0;
        var service = new ScriptedService(run => run > 2 ? null : "throw")
        {
            Prepare = () => ++prepared < 3 ? throw new StoreUnavailableException("away") : Task.CompletedTask,
        };
        var supervisor = Supervise(service);
        using var stop = new CancellationTokenSource();
        var running = supervisor.RunAsync(isPrepared: false, stop.Token);

        await RunsAsync(service, 3);

        Assert.Equal(3, prepared);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Log_Broken_DoesNotEndTheSupervision()
    {
        _log.IsBroken = true;
        var service = new ScriptedService(run => run > 3 ? null : "throw");
        var supervisor = Supervise(service);
        using var stop = new CancellationTokenSource();
        var running = supervisor.RunAsync(isPrepared: true, stop.Token);

        await RunsAsync(service, 4);

        Assert.Equal(SupervisorState.Running, supervisor.Snapshot.State);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_Twice_IsRefused()
    {
        var supervisor = Supervise(new ScriptedService(_ => null));
        using var stop = new CancellationTokenSource();
        var running = supervisor.RunAsync(isPrepared: true, stop.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => supervisor.RunAsync(isPrepared: true, stop.Token));

        await stop.CancelAsync();
        await running;
    }

    private Supervisor Supervise(SupervisedService service) => new(service, ReplicaRole.EveryReplica, Backoff.OfServices, _time, _log);

    /// <summary>Time passes only while the supervisor waits: how long the service has run counts, too.</summary>
    private Task RunsAsync(ScriptedService service, int count) => Patience.UntilAsync(
        () =>
        {
            _time.TryStep();
            return Task.FromResult(service.Runs >= count);
        },
        $"it has run {count} times");

    private sealed class ScriptedService(Func<int, string?> endOf) : SupervisedService
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public Func<Task> Prepare { get; init; } = () => Task.CompletedTask;

        public override Task PrepareAsync(CancellationToken cancellationToken) => Prepare();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            switch (endOf(Interlocked.Increment(ref _runs)))
            {
                case "throw":
                    throw new InvalidOperationException("ended on purpose");
                case "unavailable":
                    throw new StoreUnavailableException("ended on purpose");
                case "cancel":
                    throw new OperationCanceledException();
                case "return":
                    return;
                default:
                    await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
                    break;
            }
        }
    }
}
