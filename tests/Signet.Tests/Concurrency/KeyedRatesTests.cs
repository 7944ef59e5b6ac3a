using Microsoft.Extensions.Time.Testing;
using Signet.Server.Concurrency;

namespace Signet.Tests.Concurrency;

public sealed class KeyedRatesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_EachKey_HasItsOwnRate()
    {
        var rates = new KeyedRates<string>(perSecond: 2, burst: 3, maxKeys: 10, _time);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(rates.TryTake("a", out var _)));
        Assert.False(rates.TryTake("a", out var retryAfter));
        Assert.Equal(TimeSpan.FromMilliseconds(500), retryAfter);
        Assert.True(rates.TryTake("b", out _));

        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(rates.TryTake("a", out _));
        Assert.False(rates.TryTake("a", out _));
    }

    [Fact]
    public void TryTake_RateBelowOnePerSecond_IsKept()
    {
        var rates = new KeyedRates<string>(perSecond: 0.1, burst: 1, maxKeys: 10, _time);
        Assert.True(rates.TryTake("a", out _));
        Assert.False(rates.TryTake("a", out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(10), retryAfter);
    }

    [Fact]
    public void TryTake_MoreKeysThanBuckets_NumberIsBounded()
    {
        var rates = new KeyedRates<int>(perSecond: 1, burst: 1, maxKeys: 100, _time);
        for (var key = 0; key < 10_000; key++)
        {
            rates.TryTake(key, out _);
        }

        Assert.Equal(100, rates.Count);

        // All of them are full again and give way.
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(rates.TryTake(20_000, out _));
        Assert.False(rates.TryTake(20_000, out _));
        Assert.Equal(1, rates.Count);
    }
}
