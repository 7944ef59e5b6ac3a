using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Watching;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Watching;
using Signet.Testing;
using Signet.Tests.Resources;

namespace Signet.Tests.Endpoints.Objects;

/// <summary>Duration and bookmarks of a watch, and the end of a watch whose client does not read.</summary>
public sealed class WatchStreamTests
{
    private readonly WaitedTime _time = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4096, resumeWriterThreshold: 1024));

    [Fact]
    public async Task Run_IdleWithBookmarks_SendsOneEachMinuteAndBeforeTheEnd()
    {
        await using var running = await RunningAccounts.StartAsync();
        var stream = await BeginAsync(running, bookmarks: true);
        var sending = stream.RunAsync(TimeSpan.FromSeconds(150), StreamAccess.Unlimited, default);

        await AdvanceAsync(60);
        Assert.Equal("""{"type":"BOOKMARK","object":{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"resourceVersion":"@"}}}""".Replace("@", running.Cache.Revision.ToString(), StringComparison.Ordinal), await ReadLineAsync());
        await running.CreateAsync(KubernetesKinds.Namespaces, """{"metadata":{"name":"other"}}""");
        await AdvanceAsync(60);
        Assert.Contains($"\"{running.Cache.Revision}\"", await ReadLineAsync(), StringComparison.Ordinal);
        await AdvanceAsync(28);
        Assert.Contains("BOOKMARK", await ReadLineAsync(), StringComparison.Ordinal);
        Assert.False(sending.IsCompleted);
        await AdvanceAsync(2);
        await sending.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Run_WithoutBookmarks_SendsEventsOnly()
    {
        await using var running = await RunningAccounts.StartAsync();
        var stream = await BeginAsync(running, bookmarks: false);
        var sending = stream.RunAsync(TimeSpan.FromSeconds(150), StreamAccess.Unlimited, default);
        await _time.TimerAsync();

        await running.CreateAccountAsync("a");
        Assert.StartsWith("""{"type":"ADDED","object":{"kind":"ServiceAccount",""", await ReadLineAsync(), StringComparison.Ordinal);
        await AdvanceAsync(150);
        await sending.WaitAsync(Patience.Limit);
        await _pipe.Writer.CompleteAsync();

        Assert.True((await _pipe.Reader.ReadAsync()).Buffer.IsEmpty);
    }

    [Fact]
    public async Task Run_ClientThatDoesNotRead_IsDisconnected()
    {
        await using var running = await RunningAccounts.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await running.CreateAccountAsync($"a{i}");
        }

        var stream = await BeginAsync(running, bookmarks: false, Revision.Zero);
        var sending = stream.RunAsync(TimeSpan.FromHours(1), StreamAccess.Unlimited, default);
        await AdvanceAsync(30);

        await AssertDisconnectedAsync(sending);
    }

    [Fact]
    public async Task Run_Cancelled_EndsWithoutANotice()
    {
        await using var running = await RunningAccounts.StartAsync();
        using var stop = new CancellationTokenSource();
        var sending = (await BeginAsync(running, bookmarks: true)).RunAsync(TimeSpan.FromHours(1), StreamAccess.Unlimited, stop.Token);

        await stop.CancelAsync();

        await sending.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Run_AccessEnds_SendsExpiredAndEnds()
    {
        await using var running = await RunningAccounts.StartAsync();
        using var access = new StreamAccess();
        var sending = (await BeginAsync(running, bookmarks: true)).RunAsync(TimeSpan.FromHours(1), access, default);
        await _time.TimerAsync();

        access.TryEnd(StatusErrors.Expired("over"), "revoked");

        await sending.WaitAsync(Patience.Limit);
        Assert.Equal(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"over","reason":"Expired","code":410}}""",
            await ReadLineAsync());
    }

    [Fact]
    public async Task Run_AccessEndedBeforeTheStart_SendsNoEvent()
    {
        await using var running = await RunningAccounts.StartAsync();
        await running.CreateAccountAsync("a");
        using var access = new StreamAccess();
        access.TryEnd(StatusErrors.Expired("over"), "revoked");

        await (await BeginAsync(running, bookmarks: true, Revision.Zero)).RunAsync(TimeSpan.FromHours(1), access, default).WaitAsync(Patience.Limit);

        Assert.StartsWith("""{"type":"ERROR",""", await ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AccessEndsWhileTheClientDoesNotRead_IsDisconnectedSoon()
    {
        await using var running = await RunningAccounts.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await running.CreateAccountAsync($"a{i}");
        }

        using var access = new StreamAccess();
        var sending = (await BeginAsync(running, bookmarks: false, Revision.Zero)).RunAsync(TimeSpan.FromHours(1), access, default);
        await _time.TimerAsync();

        access.TryEnd(StatusErrors.Expired("over"), "revoked");
        await AdvanceAsync(1);

        await AssertDisconnectedAsync(sending);
    }

    private async Task<WatchStream> BeginAsync(RunningAccounts running, bool bookmarks, Revision? after = null)
    {
        var selector = ObjectSelector.Create(
            KubernetesKinds.ServiceAccounts, "ns", LabelSelector.Everything, FieldSelector.Everything).Value;
        var query = new WatchQuery { Selector = selector, After = after ?? running.Cache.Revision, AllowBookmarks = bookmarks };
        var watch = await ObjectWatch.BeginAsync(running.View, KubernetesKinds.ServiceAccounts, query, default);
        return new WatchStream(watch, bookmarks, new WatchOutput(_pipe.Writer, JsonWatchEncoding.Instance, _time), _time);
    }

    private static async Task AssertDisconnectedAsync(Task sending)
    {
        await Task.WhenAny(sending).WaitAsync(Patience.Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => sending);
    }

    /// <summary>Advances the clock once the stream waits for a timer.</summary>
    private async Task AdvanceAsync(int seconds)
    {
        await _time.TimerAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    private async Task<string> ReadLineAsync()
    {
        var read = await _pipe.Reader.ReadAtLeastAsync(2).AsTask().WaitAsync(Patience.Limit);
        var text = Encoding.UTF8.GetString(read.Buffer);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return text.TrimEnd('\n');
    }

    private sealed class WaitedTime : FakeTimeProvider
    {
        private readonly SemaphoreSlim _timers = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Release();
            return timer;
        }

        /// <summary>Completes when another timer has been created.</summary>
        public async Task TimerAsync() => Assert.True(await _timers.WaitAsync(Patience.Limit));
    }
}
