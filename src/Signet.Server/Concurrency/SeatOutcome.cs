namespace Signet.Server.Concurrency;

/// <summary>The outcome of a request for seats.</summary>
internal enum SeatOutcome
{
    /// <summary>The seats are taken and have to be released.</summary>
    Taken,

    /// <summary>All seats are taken, and the level has no queues.</summary>
    NoSeat,

    /// <summary>The queue of the flow is full, or all queues are and this one was the longest.</summary>
    QueueFull,

    /// <summary>The wait was longer than allowed.</summary>
    TimedOut,

    /// <summary>The request was cancelled while it waited. Not returned: it becomes an <see cref="OperationCanceledException"/>.</summary>
    Cancelled,
}
