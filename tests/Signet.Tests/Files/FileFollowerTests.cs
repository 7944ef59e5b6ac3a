using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Files;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Files;

/// <summary>All files are checked once a second and at once on request, even when one of them fails.</summary>
public sealed class FileFollowerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedFile _failing = new() { Fault = new InvalidOperationException("unexpected") };
    private readonly ScriptedFile _good = new();
    private FileFollower _follower = null!;
    private RunningService _running = null!;

    public ValueTask InitializeAsync()
    {
        _follower = new FileFollower([_failing, _good], _time, NullLogger<FileFollower>.Instance);
        _running = RunningService.Start(_follower, _time);
        return default;
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Execute_OneFileThrows_ChecksEachFileEverySecond()
    {
        await UntilFollowingAsync();
        var begun = _good.Checks;
        for (var second = 1; second <= 5; second++)
        {
            _time.Advance(FileFollower.Interval);
            await Patience.UntilAsync(() => Task.FromResult(_good.Checks >= begun + second), $"check {second} is made");
        }

        Assert.True(_failing.Checks >= begun + 5);
        Assert.Equal(0, _good.ChecksThatTake);
    }

    [Fact]
    public async Task Reload_NewContent_ChecksAtOnceWithoutASecondCheck()
    {
        for (var i = 1; i <= 3; i++)
        {
            _follower.Reload();
            await Patience.UntilAsync(() => Task.FromResult(_good.ChecksThatTake == i), $"reload {i} is done");
        }

        Assert.Equal(3, _failing.ChecksThatTake);
    }

    /// <summary>A file system that does not answer must not delay the signal handler.</summary>
    [Fact]
    public async Task Reload_FileThatBlocks_ReturnsAtOnceAndIsCheckedLater()
    {
        using var gate = new ManualResetEventSlim();
        _good.Gate = gate;
        _follower.Reload();
        await Patience.UntilAsync(() => Task.FromResult(_good.Checks == 1), "the first check has begun");

        _follower.Reload();
        _follower.Reload();
        Assert.Equal(1, _good.Checks);
        gate.Set();

        await Patience.UntilAsync(() => Task.FromResult(_good.ChecksThatTake == 2), "the second check is made");
    }

    [Fact]
    public async Task Run_FileThatThrows_IsNoFaultOfTheService()
    {
        await UntilFollowingAsync();

        Assert.True(_failing.Checks > 0);
        Assert.Equal((1, 0), (_running.Supervisor.Snapshot.Starts, _running.Supervisor.Snapshot.Faults));
    }

    /// <summary>The service starts in the background, and its timer counts from then on.</summary>
    private Task UntilFollowingAsync() => Patience.UntilAsync(
        () =>
        {
            _time.Advance(FileFollower.Interval);
            return Task.FromResult(_good.Checks > 0);
        },
        "the files are checked");

    private sealed class ScriptedFile : IFollowedFile
    {
        private int _checks;
        private int _checksThatTake;

        public Exception? Fault { get; init; }

        public ManualResetEventSlim? Gate { get; set; }

        public int Checks => Volatile.Read(ref _checks);

        public int ChecksThatTake => Volatile.Read(ref _checksThatTake);

        public IReadOnlyList<SettingFile> Files { get; } = [new("number-file", "/number")];

        public FileStatus Status { get; } = new(DateTimeOffset.UnixEpoch);

        public void Check(bool takesEffectNow, ILogger logger)
        {
            Interlocked.Increment(ref _checks);
            Gate?.Wait(Patience.Limit);
            Interlocked.Add(ref _checksThatTake, takesEffectNow ? 1 : 0);
            if (Fault is not null)
            {
                throw Fault;
            }
        }
    }
}
