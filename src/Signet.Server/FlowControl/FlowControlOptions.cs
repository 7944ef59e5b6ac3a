namespace Signet.Server.FlowControl;

/// <summary>The seats of each class of work, and the limits of queues and watches.</summary>
internal sealed record FlowControlOptions
{
    /// <summary>Whether requests wait in fair queues; if not, they are refused as soon as all seats are taken.</summary>
    public bool IsFair { get; init; } = true;

    /// <summary>The seats of each <see cref="WorkClass"/> for other callers than those of the system; null for no limit.</summary>
    public required IReadOnlyList<int?> Seats { get; init; }

    /// <summary>How many requests wait in one queue.</summary>
    public int QueueLength { get; init; } = 128;

    /// <summary>How many requests wait for each class of work.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>The longest wait, as a part of the time limit of the request (apiserver, <c>--request-timeout</c>: a quarter).</summary>
    public double WaitShare { get; init; } = 0.25;

    /// <summary>The longest wait of a request without a time limit.</summary>
    public TimeSpan MaxWaitOfWatch { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the refusal of a request whose queue is full is held back on average, so that a client that repeats it at once takes little of the processor.
    /// </summary>
    public TimeSpan RefusalDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many refusals are held back at a time; more are sent at once.</summary>
    public int MaxDelayedRefusals { get; init; } = 1024;

    /// <summary>How long a request holds its seats while its client reads the answer.</summary>
    public TimeSpan SendingLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum number of running watches.</summary>
    public int MaxWatches { get; init; } = 20_000;

    /// <summary>The maximum number of running watches of one caller.</summary>
    public int MaxWatchesPerCaller { get; init; } = 1_000;
}
