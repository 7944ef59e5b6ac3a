namespace Signet.Server.Http.Requests;

/// <summary>
/// The deadline of one request: its <see cref="Token"/> is cancelled at the deadline or when the connection closes. Pooled by
/// <see cref="RequestDeadlines"/>; disposing returns it to the pool.
/// </summary>
internal sealed class RequestDeadline : IDisposable, IThreadPoolWorkItem
{
    private const long Idle = 0;

    private const long Exceeded = -1;

    private readonly RequestDeadlines _owner;
    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _aborted;
    private long _endsAt;

    public RequestDeadline(RequestDeadlines owner) => _owner = owner;

    /// <summary>Cancelled at the deadline or when the connection closes.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the deadline is exceeded.</summary>
    public bool IsExceeded => Volatile.Read(ref _endsAt) == Exceeded;

    /// <summary>The deadline as a timestamp of the monotonic clock; not positive for an idle or exceeded one.</summary>
    public long EndsAt => Volatile.Read(ref _endsAt);

    /// <summary>The index in the owner's list.</summary>
    public int Index { get; set; }

    /// <summary>Starts the deadline of a request.</summary>
    /// <param name="endsAt">The timestamp of the deadline; positive.</param>
    /// <param name="aborted">Cancelled when the connection closes.</param>
    public void Start(long endsAt, CancellationToken aborted)
    {
        _aborted = aborted.UnsafeRegister(static deadline => ((RequestDeadline)deadline!)._source.Cancel(), this);

        // A full fence: either the thread that searches for due deadlines sees this one, or this thread sees that the search has begun.
        Interlocked.Exchange(ref _endsAt, endsAt);
    }

    /// <summary>Marks the deadline as exceeded if it is still the given one. Another thread then cancels the token.</summary>
    public bool TryExceed(long endsAt) => Interlocked.CompareExchange(ref _endsAt, Exceeded, endsAt) == endsAt;

    /// <summary>Cancels the token of an exceeded deadline.</summary>
    public void Execute() => _source.Cancel();

    /// <summary>Returns the deadline to the pool, unless its token was or is being cancelled.</summary>
    public void Dispose()
    {
        var isReusable = Interlocked.Exchange(ref _endsAt, Idle) > Idle && (_aborted == default || _aborted.Unregister()) && _source.TryReset();
        _aborted = default;
        _owner.Return(this, isReusable);
    }
}
