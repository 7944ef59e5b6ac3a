namespace Signet.Server.Concurrency;

/// <summary>
/// Deals each flow a hand of queues, the same one each time. Two flows rarely have the same hand, so that a flow finds a queue that no other flow fills
/// (apiserver, <c>pkg/util/shufflesharding</c>).
/// </summary>
internal static class ShuffleSharding
{
    /// <summary>Deals a hand without repetitions.</summary>
    /// <param name="flow">The flow, as 64 evenly distributed bits.</param>
    /// <param name="queues">The number of queues, at most 64.</param>
    /// <param name="hand">The indices of queues; its length is the size of the hand.</param>
    public static void Deal(ulong flow, int queues, Span<int> hand)
    {
        var dealt = 0UL;
        for (var i = 0; i < hand.Length; i++)
        {
            var left = (ulong)(queues - i);
            var card = (int)(flow % left);
            flow /= left;

            // The card counts the queues that are not dealt yet.
            var index = 0;
            while (true)
            {
                if ((dealt >> index & 1) == 0 && card-- == 0)
                {
                    break;
                }

                index++;
            }

            dealt |= 1UL << index;
            hand[i] = index;
        }
    }

    /// <summary>Spreads a hash over 64 bits (the finalizer of SplitMix64).</summary>
    public static ulong Spread(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
