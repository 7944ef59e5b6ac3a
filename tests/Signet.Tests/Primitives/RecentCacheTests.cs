using CsCheck;
using Signet.Core.Primitives;

namespace Signet.Tests.Primitives;

/// <summary>The cache returns the last value of a key, is bounded, and keeps entries that are used.</summary>
public sealed class RecentCacheTests
{
    [Fact]
    public void Find_AnySequence_IsTheLastSetOrNothingAndNeverTooMany() =>
        Gen.Select(Gen.Int[2, 10], Gen.Select(Gen.Int[0, 20], Gen.Int[0, 2]).List[0, 200]).Sample((capacity, steps) =>
        {
            var cache = new RecentCache<int, string>(capacity);
            var expected = new Dictionary<int, string>();
            for (var i = 0; i < steps.Count; i++)
            {
                var (key, action) = steps[i];
                switch (action)
                {
                    case 0:
                        cache.Set(key, expected[key] = $"{key}:{i}");
                        Assert.Equal(expected[key], cache.Find(key));
                        break;
                    case 1:
                        cache.Remove(key);
                        expected.Remove(key);
                        break;
                }

                Assert.True(cache.Find(key) is not { } found || found == expected.GetValueOrDefault(key));
                Assert.InRange(cache.Count, 0, capacity + 1);
            }
        });

    [Fact]
    public void Find_EntryUsedContinuously_Stays()
    {
        var cache = new RecentCache<int, string>(10);
        cache.Set(-1, "used");
        for (var i = 0; i < 1000; i++)
        {
            cache.Set(i, "once");
            Assert.Equal("used", cache.Find(-1));
        }

        Assert.Null(cache.Find(0));
    }
}
