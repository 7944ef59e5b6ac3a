using CsCheck;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Watching;
using Signet.Testing;

namespace Signet.Tests.Resources.Watching;

/// <summary>The notices of watches, over a real store.</summary>
public sealed class ObjectWatchTests
{
    [Fact]
    public async Task Read_ObjectsThatEnterAndLeave_AreAddedAndDeleted()
    {
        await using var running = await RunningAccounts.StartAsync();
        await running.CreateAccountAsync("in", "s=yes");
        var start = await running.CreateAccountAsync("out", "s=no");
        var watch = await BeginAsync(running, "s=yes", start);

        await running.LabelAccountAsync("out", "s=yes");
        await running.LabelAccountAsync("in", "s=yes,t=1");
        var left = await running.LabelAccountAsync("in", "s=no");
        await running.LabelAccountAsync("in", "s=no,t=2");
        await running.DeleteAccountAsync("in");
        await running.DeleteAccountAsync("out");

        var notices = ReadAll(watch);
        Assert.Equal(
            ["Added out", "Modified in", "Deleted in", "Deleted out"], notices.Select(notice => $"{notice.Type} {notice.Object!.Key.Name}"));
        Assert.Equal(left, notices[2].Object!.Revision);
        Assert.True(LabelSelector.Parse("s=yes,t=1").Value.Matches(notices[2].Object!));
        Assert.Contains($"\"resourceVersion\":\"{left}\"", System.Text.Encoding.UTF8.GetString(notices[2].Object!.Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithoutRevision_BeginsWithInitialObjectsAndAMarkedBookmark()
    {
        await using var running = await RunningAccounts.StartAsync();
        await running.CreateAccountAsync("b", "x=1");
        await running.CreateAccountAsync("a", "x=1");
        var newest = await running.CreateAccountAsync("c");

        var notices = ReadAll(await BeginAsync(running, "x=1", Revision.Zero, initial: true, bookmarks: true));
        Assert.Equal([WatchNoticeType.Added, WatchNoticeType.Added, WatchNoticeType.Bookmark], notices.Select(notice => notice.Type));
        Assert.Equal(["a", "b"], notices.Take(2).Select(notice => notice.Object!.Key.Name));
        Assert.Equal(
            """{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"resourceVersion":"@","annotations":{"k8s.io/initial-events-end":"true"}}}"""
                .Replace("@", newest.ToString(), StringComparison.Ordinal),
            System.Text.Encoding.UTF8.GetString(notices[2].Object!.Json.Span));

        Assert.Equal(2, ReadAll(await BeginAsync(running, "x=1", Revision.Zero, bookmarks: true)).Count);
        Assert.Equal(2, ReadAll(await BeginAsync(running, "x=1", Revision.Zero, initial: true)).Count);
        Assert.Empty(ReadAll(await BeginAsync(running, "x=1", Revision.Zero, initial: false, bookmarks: true)));
    }

    [Fact]
    public async Task Read_FutureRevision_HasNoEventsBeforeIt()
    {
        await using var running = await RunningAccounts.StartAsync();
        var now = await running.CreateAccountAsync("a");
        var watch = await BeginAsync(running, "", new Revision(now.Value + 1));

        await running.CreateAccountAsync("b");
        await running.CreateAccountAsync("c");

        Assert.Equal("c", Assert.Single(ReadAll(watch)).Object!.Key.Name);
    }

    [Fact]
    public async Task Read_BeforeTheWindow_IsExpiredAndEnds()
    {
        await using var running = await RunningAccounts.StartAsync(new ObjectCacheOptions { EventsKept = 4 });
        var start = await running.CreateAccountAsync("a");
        var slow = await BeginAsync(running, "", start);
        for (var i = 0; i < 5; i++)
        {
            await running.LabelAccountAsync("a", $"i={i}");
        }

        slow.TryRead(out var notice);
        Assert.Equal((WatchNoticeType.Error, 410, "Expired"), (notice.Type, notice.Error!.Code, notice.Error.Reason));
        Assert.StartsWith($"too old resource version: {start} (", notice.Error.Message, StringComparison.Ordinal);
        (await BeginAsync(running, "", start)).TryRead(out notice);
        Assert.Equal(410, notice.Error!.Code);
    }

    [Fact]
    public async Task Wait_EventsOutsideTheScope_NeitherWakeNorExpireIt()
    {
        await using var running = await RunningAccounts.StartAsync(new ObjectCacheOptions { EventsKept = 4 });
        await running.CreateAsync(KubernetesKinds.Namespaces, """{"metadata":{"name":"quiet"}}""");
        await running.CreateAccountAsync("a", ns: "quiet");
        var start = await running.CreateAccountAsync("a");
        var watch = await BeginAsync(running, "", start, ns: "quiet");
        Assert.Empty(ReadAll(watch));

        var waiting = watch.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, default).AsTask();
        for (var i = 0; i < 10; i++)
        {
            await running.LabelAccountAsync("a", $"i={i}");
        }

        Assert.False(waiting.IsCompleted);
        await running.LabelAccountAsync("a", "woken=yes", ns: "quiet");
        await waiting.WaitAsync(Patience.Limit);

        Assert.Equal(WatchNoticeType.Modified, Assert.Single(ReadAll(watch)).Type);
    }

    [Fact]
    public async Task Wait_UntilItsTimeLimit_KeepsItsPositionInTheWindow()
    {
        await using var running = await RunningAccounts.StartAsync(new ObjectCacheOptions { EventsKept = 4 });
        await running.CreateAsync(KubernetesKinds.Namespaces, """{"metadata":{"name":"quiet"}}""");
        var start = await running.CreateAccountAsync("a");
        var watch = await BeginAsync(running, "", start, ns: "quiet");
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var waiting = watch.WaitAsync(TimeSpan.FromMinutes(1), time, default).AsTask();
        for (var i = 0; i < 10; i++)
        {
            await running.LabelAccountAsync("a", $"i={i}");
        }

        time.Advance(TimeSpan.FromMinutes(1));
        await waiting;

        Assert.Empty(ReadAll(watch));
        await running.CreateAccountAsync("b", ns: "quiet");
        Assert.Equal("b", Assert.Single(ReadAll(watch)).Object!.Key.Name);
    }

    [Fact]
    public async Task Read_AnyHistory_ReplayedOverTheListGivesTheList()
    {
        await using var running = await RunningAccounts.StartAsync();
        var step = Gen.Select(Gen.Int[0, 3], Gen.OneOf("", "s=1", "s=2"));
        foreach (var steps in step.Array[40].Array[4].Single())
        {
            foreach (var labels in (string[])["", "s=1", "s!=1"])
            {
                var selector = RunningAccounts.Select(labels);
                var first = (await running.ListAsync(new ListQuery { Selector = selector })).Value;
                var seen = first.Items.ToDictionary(item => item.Key);
                var watch = await BeginAsync(running, labels, first.Revision);
                foreach (var (name, wanted) in steps)
                {
                    await ChangeAsync(running, $"a{name}", wanted);
                }

                foreach (var notice in ReadAll(watch))
                {
                    var key = notice.Object!.Key;
                    Assert.Equal(notice.Type != WatchNoticeType.Added, seen.ContainsKey(key));
                    if (notice.Type == WatchNoticeType.Deleted)
                    {
                        seen.Remove(key);
                    }
                    else
                    {
                        seen[key] = notice.Object;
                    }
                }

                var last = (await running.ListAsync(new ListQuery { Selector = selector })).Value;
                Assert.Equal(
                    last.Items.Select(item => (item.Key, item.Revision)),
                    seen.Values.OrderBy(item => item.Key).Select(item => (item.Key, item.Revision)));
            }
        }
    }

    /// <summary>Creates or changes an account, or deletes it when it already has the labels.</summary>
    private static async Task ChangeAsync(RunningAccounts running, string name, string labels)
    {
        if (running.Cache[KubernetesKinds.ServiceAccounts].Find(new ObjectKey("ns", name)) is not { } found)
        {
            await running.CreateAccountAsync(name, labels);
        }
        else if (labels.Length == 0 || LabelSelector.Parse(labels).Value.Matches(found))
        {
            await running.DeleteAccountAsync(name);
        }
        else
        {
            await running.LabelAccountAsync(name, labels);
        }
    }

    private static async Task<ObjectWatch> BeginAsync(
        RunningAccounts running, string labels, Revision after, bool? initial = null, bool bookmarks = false, string ns = "ns") =>
        await ObjectWatch.BeginAsync(
            running.View,
            KubernetesKinds.ServiceAccounts,
            new WatchQuery { Selector = RunningAccounts.Select(labels, ns), After = after, SendInitialEvents = initial, AllowBookmarks = bookmarks },
            default);

    private static List<WatchNotice> ReadAll(ObjectWatch watch)
    {
        var notices = new List<WatchNotice>();
        while (watch.TryRead(out var notice))
        {
            notices.Add(notice);
        }

        return notices;
    }
}
