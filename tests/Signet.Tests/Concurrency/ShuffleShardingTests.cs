using CsCheck;
using Signet.Server.Concurrency;

namespace Signet.Tests.Concurrency;

public sealed class ShuffleShardingTests
{
    [Fact]
    public void Deal_AnyFlow_DealsDistinctQueues() => Gen.Select(Gen.ULong, Gen.Int[8, 64]).Sample((flow, queues) =>
    {
        Span<int> hand = stackalloc int[8];
        ShuffleSharding.Deal(flow, queues, hand);
        var cards = hand.ToArray();
        return cards.Distinct().Count() == 8 && cards.All(card => card >= 0 && card < queues);
    });

    [Fact]
    public void Deal_ManyFlows_UsesAllQueuesEvenly()
    {
        var dealt = new int[64];
        Span<int> hand = stackalloc int[8];
        for (var flow = 0UL; flow < 8_000; flow++)
        {
            ShuffleSharding.Deal(ShuffleSharding.Spread(flow), 64, hand);
            foreach (var card in hand)
            {
                dealt[card]++;
            }
        }

        // 1,000 each on average; the standard deviation is 30.
        Assert.All(dealt, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Deal_SameFlow_SameHand()
    {
        Span<int> first = stackalloc int[8];
        Span<int> second = stackalloc int[8];
        ShuffleSharding.Deal(12345678901234567890, 64, first);
        ShuffleSharding.Deal(12345678901234567890, 64, second);
        Assert.True(first.SequenceEqual(second));
    }
}
