using Signet.Server.Concurrency;

namespace Signet.Tests.Concurrency;

public sealed class KeyedCountsTests
{
    [Fact]
    public void TryAdd_Maximum_IsOfEachOwnerAndMemoryIsFreed()
    {
        var counts = new KeyedCounts<string>(maxCount: int.MaxValue, maxPerKey: 2);

        Assert.True(counts.TryAdd("one") && counts.TryAdd("one"));
        Assert.False(counts.TryAdd("one"));
        Assert.True(counts.TryAdd("other"));
        counts.Remove("one");
        Assert.True(counts.TryAdd("one"));
        foreach (var key in (string[])["one", "one", "other"])
        {
            counts.Remove(key);
        }

        Assert.Equal(0, counts.KeyCount);
    }

    [Fact]
    public void TryAdd_MaximumAltogether_HoldsForAllButExemptOwners()
    {
        var counts = new KeyedCounts<ulong>(maxCount: 10, maxPerKey: 5);
        for (var key = 0UL; key < 10; key++)
        {
            Assert.True(counts.TryAdd(key));
        }

        Assert.False(counts.TryAdd(11));
        Assert.True(counts.TryAdd(11, isExempt: true));
        counts.Remove(11);
        for (var key = 0UL; key < 10; key++)
        {
            counts.Remove(key);
        }

        Assert.Equal((0, 0), (counts.Count, counts.KeyCount));
    }
}
