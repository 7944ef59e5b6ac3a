using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Systemd;
using Signet.Testing;

namespace Signet.Tests.Hosting.Systemd;

/// <summary>What a service tells systemd and when, by a real datagram socket.</summary>
public sealed class ServiceNotifierTests : IAsyncDisposable
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CollectedLines _log = new();
    private readonly LoggerFactory _loggers = new();
    private readonly NotifyListener _systemd;
    private readonly NotifySocket _socket;
    private volatile IReadOnlyList<string> _failing = [];
    private volatile string? _dead;
    private volatile bool _hangs;
    private int _asked;

    public ServiceNotifierTests()
    {
        _loggers.AddProvider(_log);
        _systemd = new NotifyListener(_folder.File("notify"));
        _socket = NotifySocket.Open(_systemd.Address)!;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _systemd.DisposeAsync();
        _loggers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Ready_ChecksFailAtFirst_IsSentOnceWhenTheySucceed()
    {
        _failing = ["store", "cache"];
        await using var notifier = Notify(null);
        await _systemd.UntilAsync("STATUS=Not ready: store, cache");
        Assert.Equal(0, _systemd.Count("READY=1"));

        _failing = [];
        await AdvanceUntilAsync(TimeSpan.FromMilliseconds(250), () => _systemd.Count("READY=1") > 0);

        await _systemd.UntilAsync("STATUS=Serving");
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => Volatile.Read(ref _asked) >= 5);
        Assert.Equal(1, _systemd.Count("READY=1"));
        Assert.Equal(0, _systemd.Count("WATCHDOG=1"));
        Assert.Contains("Information[9203]", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watchdog_WhileLive_IsSentAtHalfOfItsTime()
    {
        await using var notifier = Notify(Watchdog);
        await _systemd.UntilAsync("WATCHDOG=1");

        for (var count = 2; count < 6; count++)
        {
            await UntilIdleAsync(count - 1);
            _time.Advance(Watchdog / 2);
            await _systemd.UntilAsync("WATCHDOG=1", count);
        }
    }

    [Fact]
    public async Task Watchdog_NotLive_IsWithheldUntilItIsLiveAgain()
    {
        await using var notifier = Notify(Watchdog);
        await _systemd.UntilAsync("WATCHDOG=1");
        _dead = "/livez answers 500";
        await AdvanceUntilAsync(Watchdog / 2, () => _systemd.Count("STATUS=Not live: /livez answers 500") > 0);
        var sent = _systemd.Count("WATCHDOG=1");
        var asked = Volatile.Read(ref _asked);
        await AdvanceUntilAsync(Watchdog / 2, () => Volatile.Read(ref _asked) >= asked + 3);
        Assert.Equal(sent, _systemd.Count("WATCHDOG=1"));
        Assert.Contains("Error[9202] The server is not live, so WATCHDOG=1 is withheld: /livez answers 500", _log.Text, StringComparison.Ordinal);

        _dead = null;
        await AdvanceUntilAsync(Watchdog / 2, () => _systemd.Count("WATCHDOG=1") > sent);
        await AdvanceUntilAsync(Watchdog / 2, () => _systemd.Lines.Last(line => line.StartsWith("STATUS=", StringComparison.Ordinal)) == "STATUS=Serving");
    }

    /// <summary>A server that does not answer at all: the case that the watchdog is for.</summary>
    [Fact]
    public async Task Watchdog_NoAnswer_IsWithheld()
    {
        await using var notifier = Notify(Watchdog);
        await _systemd.UntilAsync("WATCHDOG=1");
        _hangs = true;

        await AdvanceUntilAsync(Watchdog / 4, () => _systemd.Count("STATUS=Not live: no answer of /livez within 5 s") > 0);

        var sent = _systemd.Count("WATCHDOG=1");
        await AdvanceUntilAsync(Watchdog / 4, () => _log.Text.Split("Error[9202]").Length > 3);
        Assert.Equal(sent, _systemd.Count("WATCHDOG=1"));
    }

    [Fact]
    public async Task Status_ReadinessIsLost_NamesTheChecksAndKeepsTheWatchdog()
    {
        await using var notifier = Notify(Watchdog);
        await _systemd.UntilAsync("WATCHDOG=1");
        _failing = ["disk"];

        await AdvanceUntilAsync(Watchdog / 2, () => _systemd.Count("STATUS=Not ready: disk") > 0);

        var sent = _systemd.Count("WATCHDOG=1");
        await AdvanceUntilAsync(Watchdog / 2, () => _systemd.Count("WATCHDOG=1") > sent);
        Assert.Equal(1, _systemd.Count("STATUS=Not ready: disk"));
    }

    [Fact]
    public async Task Reload_Ready_IsBetweenReloadingAndReady()
    {
        await using var notifier = Notify(null);
        await _systemd.UntilAsync("READY=1");
        var seen = 0;
        await Patience.UntilAsync(() => Task.FromResult(_log.Text.Contains("[9203]", StringComparison.Ordinal)), "it is ready");

        notifier.Reload(() => seen++);

        await _systemd.UntilAsync("READY=1", 2);
        Assert.Equal(1, seen);
        var reloading = _systemd.Messages.Single(message => message.StartsWith("RELOADING=1\n", StringComparison.Ordinal));
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+\nSTATUS=Reloading$", reloading);
        Assert.Equal("READY=1\nSTATUS=Serving", _systemd.Messages.SkipWhile(message => message != reloading).ElementAt(1));
    }

    [Fact]
    public async Task Reload_BeforeReady_DoesNotSayReady()
    {
        _failing = ["store"];
        await using var notifier = Notify(null);
        await _systemd.UntilAsync("STATUS=Not ready: store");
        var reloads = 0;

        notifier.Reload(() => reloads++);
        notifier.Stop();

        await _systemd.UntilAsync("STOPPING=1");
        Assert.Equal(1, reloads);
        Assert.Equal(0, _systemd.Count("READY=1"));
        Assert.Equal(0, _systemd.Count("RELOADING=1"));
    }

    [Fact]
    public async Task Stop_Ready_IsTheLastMessage()
    {
        await using var notifier = Notify(Watchdog);
        await _systemd.UntilAsync("WATCHDOG=1");

        notifier.Stop();
        notifier.Reload(() => { });
        _time.Advance(Watchdog);

        await _systemd.UntilAsync("STOPPING=1");
        await notifier.DisposeAsync();
        Assert.StartsWith("STOPPING=1\n", _systemd.Messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_SystemdIsAway_IsLoggedOnce()
    {
        using var socket = NotifySocket.Open(_folder.File("nothing"))!;
        await using var notifier = new ServiceNotifier(socket, Server(), Watchdog, _time, _loggers.CreateLogger("test"));

        await AdvanceUntilAsync(Watchdog / 2, () => Volatile.Read(ref _asked) >= 4);

        Assert.Equal(2, _log.Text.Split("Error[9201]").Length);
    }

    [Fact]
    public async Task Open_AbstractName_IsReached()
    {
        await using var systemd = new NotifyListener($"@signet-test-{Environment.ProcessId}-{Path.GetFileName(_folder.File(""))}");
        using var socket = NotifySocket.Open(systemd.Address)!;

        Assert.Null(socket.Send("STATUS=abstract"));

        await systemd.UntilAsync("STATUS=abstract");
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("@")]
    [InlineData("vsock:2:1")]
    public void Open_NeitherPathNorName_IsRefused(string address) =>
        Assert.Contains("NOTIFY_SOCKET", Assert.Throws<StartupException>(() => NotifySocket.Open(address)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_TooLong_IsRefused() => Assert.Throws<StartupException>(() => NotifySocket.Open("/" + new string('a', 200)));

    private ServiceNotifier Notify(TimeSpan? watchdog) => new(_socket, Server(), watchdog, _time, _loggers.CreateLogger("test"));

    private SupervisedServer Server() => new(
        "Serving",
        _ =>
        {
            Interlocked.Increment(ref _asked);
            return new(_failing);
        },
        async token =>
        {
            Interlocked.Increment(ref _asked);
            await (_hangs ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask);
            return _dead;
        });

    /// <summary>A round is one question for liveness and one for readiness, after the first one for readiness.</summary>
    private Task UntilIdleAsync(int rounds) =>
        Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref _asked) >= 1 + (2 * rounds)), $"{rounds} rounds have ended");

    private Task AdvanceUntilAsync(TimeSpan step, Func<bool> isSo) => Patience.UntilAsync(
        () =>
        {
            if (!isSo())
            {
                _time.Advance(step);
            }

            return Task.FromResult(isSo());
        },
        () => $"it comes by advancing the clock; the messages are: {string.Join(" | ", _systemd.Messages)}");
}
