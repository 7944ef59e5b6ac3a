namespace Signet.Server.Concurrency;

/// <summary>One queue of a <see cref="PriorityLevel"/>, first in, first out. Not safe for concurrent use.</summary>
internal sealed class FairQueue
{
    /// <summary>
    /// How far before the virtual time a flow may start that sent nothing for a while: it comes before all queues that had their share in this round. It still
    /// gets no more than its share, only earlier.
    /// </summary>
    private const int Credit = 1;

    /// <summary>The flow that the queue belongs to.</summary>
    public ulong Flow { get; private set; }

    /// <summary>The virtual time at which its next request starts.</summary>
    public long Start { get; set; }

    public int Count { get; private set; }

    public SeatWaiter? First { get; private set; }

    public SeatWaiter? Last { get; private set; }

    /// <summary>Gives an empty queue to a flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="now">The virtual time of the level.</param>
    public void Assign(ulong flow, long now)
    {
        // What its former flow used of the seats is no debt of another one.
        Start = flow == Flow ? Math.Max(Start, now - Credit) : now - Credit;
        Flow = flow;
    }

    /// <summary>Appends a request.</summary>
    public void Add(SeatWaiter waiter)
    {
        (waiter.Queue, waiter.Previous, waiter.Next) = (this, Last, null);
        if (Last is { } last)
        {
            last.Next = waiter;
        }
        else
        {
            First = waiter;
        }

        Last = waiter;
        Count++;
    }

    /// <summary>Removes a request from any position.</summary>
    public void Remove(SeatWaiter waiter)
    {
        if (waiter.Previous is { } previous)
        {
            previous.Next = waiter.Next;
        }
        else
        {
            First = waiter.Next;
        }

        if (waiter.Next is { } next)
        {
            next.Previous = waiter.Previous;
        }
        else
        {
            Last = waiter.Previous;
        }

        (waiter.Queue, waiter.Previous, waiter.Next) = (null, null, null);
        Count--;
    }
}
