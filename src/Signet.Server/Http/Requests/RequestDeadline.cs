namespace Signet.Server.Http.Requests;

/// <summary>
/// The deadline of one request: its <see cref="Token"/> is cancelled when the time is up or the client has gone. Pooled by
/// <see cref="RequestDeadlines"/>; disposing gives it back.
/// </summary>
internal sealed class RequestDeadline : IDisposable, IThreadPoolWorkItem
{
    /// <summary>No request uses it.</summary>
    private const long Idle = 0;

    /// <summary>The time is up.</summary>
    private const long Exceeded = -1;

    private readonly RequestDeadlines _owner;
    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _aborted;
    private long _endsAt;

    /// <summary>An idle one.</summary>
    public RequestDeadline(RequestDeadlines owner) => _owner = owner;

    /// <summary>Is cancelled when the time is up or the client has gone.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time is up.</summary>
    public bool IsExceeded => Volatile.Read(ref _endsAt) == Exceeded;

    /// <summary>When the time is up, as a timestamp of the monotonic clock; not positive for an idle or an exceeded one.</summary>
    public long EndsAt => Volatile.Read(ref _endsAt);

    /// <summary>The place in the owner's list.</summary>
    public int Index { get; set; }

    /// <summary>Begins.</summary>
    /// <param name="endsAt">When the time is up; positive.</param>
    /// <param name="aborted">Is cancelled when the client has gone.</param>
    public void Start(long endsAt, CancellationToken aborted)
    {
        _aborted = aborted.UnsafeRegister(static deadline => ((RequestDeadline)deadline!)._source.Cancel(), this);

        // A full fence: whoever looks for due deadlines sees this one, or this thread sees that it has looked.
        Interlocked.Exchange(ref _endsAt, endsAt);
    }

    /// <summary>Marks it as exceeded, if it still ends at this time; its token is cancelled by another thread then.</summary>
    public bool TryExceed(long endsAt) => Interlocked.CompareExchange(ref _endsAt, Exceeded, endsAt) == endsAt;

    /// <summary>Cancels the token of an exceeded one.</summary>
    public void Execute() => _source.Cancel();

    /// <summary>The request has ended. One whose token has been cancelled, or is being cancelled, is not used again.</summary>
    public void Dispose()
    {
        var isReusable = Interlocked.Exchange(ref _endsAt, Idle) > Idle && (_aborted == default || _aborted.Unregister()) && _source.TryReset();
        _aborted = default;
        _owner.Return(this, isReusable);
    }
}
