using Microsoft.Extensions.Time.Testing;
using Signet.Server.Logging;

namespace Signet.Tests.Logging;

/// <summary>The bound of log lines that clients can cause.</summary>
public sealed class LogRateTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_Flood_AllowsTheBurstThenOnePerInterval()
    {
        var rate = new LogRate(3, Interval, _time);

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => rate.TryTake(out var dropped) && dropped == 0));
        _time.Advance(Interval);
        Assert.True(rate.TryTake(out var first));
        Assert.False(rate.TryTake(out _));
        _time.Advance(Interval - TimeSpan.FromTicks(1));
        Assert.False(rate.TryTake(out _));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(rate.TryTake(out var second));

        // Each line that was not written is reported by the next one that is.
        Assert.Equal((2, 2), (first, second));
    }

    [Fact]
    public void TryTake_AfterAQuietTime_HasTheBurstAgain()
    {
        var rate = new LogRate(3, Interval, _time);
        for (var i = 0; i < 10; i++)
        {
            rate.TryTake(out _);
        }

        _time.Advance(Interval * 100);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => rate.TryTake(out _)));
    }

    [Fact]
    public void TryTake_ManyThreads_NeverExceedsTheBurstAndCountsAll()
    {
        var rate = new LogRate(50, Interval, _time);
        var taken = 0;
        Parallel.For(0, 1000, i => Interlocked.Add(ref taken, rate.TryTake(out _) ? 1 : 0));

        _time.Advance(Interval);

        Assert.Equal(50, taken);
        Assert.True(rate.TryTake(out var dropped));
        Assert.Equal(950, dropped);
    }
}
