using System.Numerics;

namespace Signet.Server.Concurrency;

/// <summary>
/// The fair queues of a <see cref="PriorityLevel"/>. Requests leave in the order of virtual time, which advances in each queue by the seats that its requests take
/// (start-time fair queueing): queues with waiting requests get equal shares of the seats. Not safe for concurrent use.
/// </summary>
/// <param name="queueLength">How many requests wait in one queue.</param>
/// <param name="maxWaiting">How many requests wait in all queues.</param>
internal sealed class QueueSet(int queueLength, int maxWaiting)
{
    /// <summary>One bit each of <see cref="_used"/>.</summary>
    public const int QueueCount = 64;

    /// <summary>With 20 flows waiting, a flow finds no free queue of its own once in 10,000 times.</summary>
    public const int HandSize = 8;

    private readonly FairQueue[] _queues = CreateQueues();

    /// <summary>The queues that are not empty.</summary>
    private ulong _used;

    private long _now;

    /// <summary>How many requests wait.</summary>
    public int Count { get; private set; }

    /// <summary>The request that is due; null when none waits.</summary>
    public SeatWaiter? First
    {
        get
        {
            FairQueue? first = null;
            for (var rest = _used; rest != 0; rest &= rest - 1)
            {
                var queue = _queues[BitOperations.TrailingZeroCount(rest)];
                if (first is null || queue.Start < first.Start)
                {
                    first = queue;
                }
            }

            return first?.First;
        }
    }

    /// <summary>Adds a request of a flow.</summary>
    /// <param name="waiter">The request.</param>
    /// <param name="flow">The flow.</param>
    /// <returns>A request that there is no room for any more: this one or another; null when there is room.</returns>
    public SeatWaiter? Add(SeatWaiter waiter, ulong flow)
    {
        var index = Choose(flow);
        var queue = _queues[index];
        if (queue.Count >= queueLength)
        {
            return waiter;
        }

        SeatWaiter? refused = null;
        if (Count >= maxWaiting)
        {
            // The longest queue gives way, so that flows with few requests are not refused because of one with many.
            var longest = Longest();
            if (longest.Count <= queue.Count + 1)
            {
                return waiter;
            }

            refused = longest.Last!;
            Remove(refused);
        }

        if (queue.Count == 0)
        {
            queue.Assign(flow, _now);
        }

        queue.Add(waiter);
        _used |= 1UL << index;
        Count++;
        return refused;
    }

    /// <summary>Removes the request that is due because it gets its seats.</summary>
    public void Dispatch(SeatWaiter first)
    {
        var queue = first.Queue!;
        _now = Math.Max(_now, queue.Start);
        queue.Start += first.Width;
        Remove(first);
    }

    /// <summary>Removes a request that does not wait any more.</summary>
    public void Remove(SeatWaiter waiter)
    {
        var queue = waiter.Queue!;
        queue.Remove(waiter);
        Count--;
        if (queue.Count == 0)
        {
            _used &= ~(1UL << Array.IndexOf(_queues, queue));
        }
    }

    /// <summary>Removes a request whose wait has ended; null when there is none.</summary>
    /// <param name="now">The present timestamp.</param>
    /// <param name="nextEnd">The earliest end of the other waits, when the result is null; else <see cref="long.MaxValue"/>.</param>
    public SeatWaiter? TakeEnded(long now, out long nextEnd)
    {
        nextEnd = long.MaxValue;
        for (var rest = _used; rest != 0; rest &= rest - 1)
        {
            for (var waiter = _queues[BitOperations.TrailingZeroCount(rest)].First; waiter is not null; waiter = waiter.Next)
            {
                if (waiter.Until <= now)
                {
                    Remove(waiter);
                    return waiter;
                }

                nextEnd = Math.Min(nextEnd, waiter.Until);
            }
        }

        return null;
    }

    /// <summary>
    /// The queue of a flow: of its hand the one that is the flow's own, else an empty one, else the shortest. A flow with many requests so has the share of one
    /// queue, unless more flows wait than there are queues.
    /// </summary>
    private int Choose(ulong flow)
    {
        Span<int> hand = stackalloc int[HandSize];
        ShuffleSharding.Deal(flow, QueueCount, hand);
        var best = hand[0];
        foreach (var index in hand)
        {
            var queue = _queues[index];
            if (queue.Flow == flow)
            {
                return index;
            }

            var current = _queues[best];
            if (queue.Count < current.Count || (queue.Count == 0 && current.Count == 0 && queue.Start < current.Start))
            {
                best = index;
            }
        }

        return best;
    }

    private FairQueue Longest()
    {
        var longest = _queues[0];
        foreach (var queue in _queues)
        {
            if (queue.Count > longest.Count)
            {
                longest = queue;
            }
        }

        return longest;
    }

    private static FairQueue[] CreateQueues()
    {
        var queues = new FairQueue[QueueCount];
        for (var i = 0; i < queues.Length; i++)
        {
            queues[i] = new FairQueue();
        }

        return queues;
    }
}
