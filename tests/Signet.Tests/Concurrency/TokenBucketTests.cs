using Microsoft.Extensions.Time.Testing;
using Signet.Server.Concurrency;

namespace Signet.Tests.Concurrency;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_BurstOfOneSecond_ThenTheRate()
    {
        var bucket = new TokenBucket(10, _time);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(TimeSpan.Zero, bucket.TryTake(TimeSpan.Zero)));
        Assert.Null(bucket.TryTake(TimeSpan.Zero));

        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(TimeSpan.Zero, bucket.TryTake(TimeSpan.Zero));
        Assert.Null(bucket.TryTake(TimeSpan.Zero));
    }

    [Fact]
    public void TryTake_MayWait_TellsHowLong()
    {
        var bucket = new TokenBucket(10, _time);
        for (var i = 0; i < 10; i++)
        {
            bucket.TryTake(TimeSpan.Zero);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.TryTake(TimeSpan.FromMilliseconds(200)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), bucket.TryTake(TimeSpan.FromMilliseconds(200)));
        Assert.Null(bucket.TryTake(TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void TryTake_AfterALongPause_HoldsOneSecond()
    {
        var bucket = new TokenBucket(10, _time);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => bucket.TryTake(TimeSpan.Zero) is not null));
    }
}
