using Microsoft.Extensions.Time.Testing;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>At most one read at a time; no caller gets the result of a read that began before its call.</summary>
public sealed class SharedReadTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<int>> _reads = [];

    private SharedRead<int> Shared => field ??= new SharedRead<int>(
        _ =>
        {
            _reads.Add(new TaskCompletionSource<int>());
            return _reads[^1].Task;
        },
        TimeSpan.FromSeconds(3),
        _time);

    [Fact]
    public async Task Read_ManyCallersDuringARead_ShareTheNextOne()
    {
        var first = Shared.ReadAsync(default);
        var late = Enumerable.Range(0, 100).Select(_ => Shared.ReadAsync(default)).ToList();
        Assert.Single(_reads);

        _reads[0].SetResult(1);
        Assert.Equal(1, await first.WaitAsync(Patience.Limit));
        await Patience.UntilAsync(() => Task.FromResult(_reads.Count == 2), "the second read begins");
        Assert.All(late, call => Assert.False(call.IsCompleted));

        _reads[1].SetResult(2);
        Assert.All(await Task.WhenAll(late).WaitAsync(Patience.Limit), result => Assert.Equal(2, result));
        Assert.Equal(2, _reads.Count);
    }

    /// <summary>Callers that come during the pause share the next read: it has not begun.</summary>
    [Fact]
    public async Task Read_WithAPause_CallersDuringItShareTheNextRead()
    {
        var shared = new SharedRead<int>(
            _ =>
            {
                _reads.Add(new TaskCompletionSource<int>());
                return _reads[^1].Task;
            },
            TimeSpan.FromSeconds(3),
            _time,
            TimeSpan.FromMilliseconds(2));
        var first = shared.ReadAsync(default);
        var second = shared.ReadAsync(default);
        _reads[0].SetResult(1);
        await first.WaitAsync(Patience.Limit);
        var third = shared.ReadAsync(default);
        Assert.Single(_reads);

        await Patience.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
                return Task.FromResult(_reads.Count == 2);
            },
            "the second read begins");
        _reads[1].SetResult(2);

        var results = await Task.WhenAll(second, third).WaitAsync(Patience.Limit);
        Assert.Equal([2, 2], results);
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task Read_AfterOneHasCompleted_BeginsAnother()
    {
        var first = Shared.ReadAsync(default);
        _reads[0].SetResult(1);
        await first;
        await Patience.UntilAsync(
            () =>
            {
                var next = Shared.ReadAsync(default);
                _reads[^1].TrySetResult(2);
                return Task.FromResult(next.IsCompletedSuccessfully || _reads.Count == 2);
            },
            "a read of its own");
    }

    [Fact]
    public async Task Read_CallerCancels_OthersStillGetTheResult()
    {
        using var stop = new CancellationTokenSource();
        var first = Shared.ReadAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var second = Shared.ReadAsync(default);
        _reads[0].SetResult(1);
        await Patience.UntilAsync(() => Task.FromResult(_reads.Count == 2), "the second read begins");
        _reads[1].SetResult(2);

        Assert.Equal(2, await second.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Read_Failure_FailsItsCallersOnly()
    {
        var first = Shared.ReadAsync(default);
        var second = Shared.ReadAsync(default);
        _reads[0].SetException(new StoreUnavailableException("gone"));

        Assert.Equal("gone", (await Assert.ThrowsAsync<StoreUnavailableException>(() => first)).Message);
        await Patience.UntilAsync(() => Task.FromResult(_reads.Count == 2), "the second read begins");
        _reads[1].SetResult(2);
        Assert.Equal(2, await second.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Read_NoAnswer_TimesOutAndTheNextOneBegins()
    {
        var first = Shared.ReadAsync(default);
        var second = Shared.ReadAsync(default);

        _time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => first.WaitAsync(Patience.Limit));
        await Patience.UntilAsync(() => Task.FromResult(_reads.Count == 2), "the second read begins");
        _reads[1].SetResult(2);
        Assert.Equal(2, await second.WaitAsync(Patience.Limit));
    }
}
