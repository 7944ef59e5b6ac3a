using Signet.Core.Primitives;
using Signet.Server.Concurrency;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;

namespace Signet.Server.FlowControl;

/// <summary>
/// Gives requests their seats after impersonation and before authorization, as kube-apiserver does (<c>server/filters/priority-and-fairness.go</c>), and takes
/// them back. While seats are free that costs one interlocked operation each. The record of a request has what it holds.
/// </summary>
internal sealed class RequestFlow : IDisposable
{
    /// <summary>kube-apiserver's message. It sends it as text; here it is a Status, like all failures (docs/decisions/0046-overload.md).</summary>
    private static readonly StatusError TooManyRequests = new()
    {
        Code = 429,
        Reason = StatusReasons.TooManyRequests,
        Message = "Too many requests, please try again later.",
        Details = new StatusDetails { RetryAfterSeconds = 1 },
    };

    private readonly FlowControlOptions _options;
    private readonly FlowLevels _levels;
    private readonly BodyReception _bodies;
    private readonly KeyedCounts<ulong> _watches;
    private readonly ListWidths? _widths;
    private readonly FlowControlMetrics _metrics;
    private readonly RefusalDelay _refusals;
    private readonly TimeProvider _time;

    /// <summary>Creates the levels with all seats free.</summary>
    /// <param name="options">The seats and limits.</param>
    /// <param name="widths">The widths of lists; null when all requests take one seat.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="time">The clock of waits.</param>
    public RequestFlow(FlowControlOptions options, ListWidths? widths, FlowControlMetrics metrics, TimeProvider time)
    {
        (_options, _widths, _metrics, _time) = (options, widths, metrics, time);
        _levels = new FlowLevels(options, metrics, time);
        _bodies = new BodyReception(time);
        _refusals = new RefusalDelay(options, time);
        _watches = new KeyedCounts<ulong>(options.MaxWatches, options.MaxWatchesPerCaller);
        metrics.Observe([.. _levels.All, _bodies.Level], _levels.Mutating, [.. _levels.All.Except(_levels.Mutating)]);
    }

    /// <summary>The priority levels.</summary>
    public FlowLevels Levels => _levels;

    /// <summary>The places of large bodies.</summary>
    public PriorityLevel LargeBodies => _bodies.Level;

    /// <summary>The number of running watches.</summary>
    public int WatchCount => _watches.Count;

    /// <summary>The number of refusals that are held back.</summary>
    public int DelayedRefusals => _refusals.Count;

    /// <summary>Receives the body of a request, and takes its seats; waits for both. Null, or the 429.</summary>
    /// <param name="record">The request; it gets the seats, which <see cref="EndWork"/> and <see cref="End"/> give back.</param>
    /// <param name="request">The request with its user.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<StatusError?> BeginAsync(RequestRecord record, IdentifiedRequest request, CancellationToken cancellationToken)
    {
        var info = request.Received.Info;
        var schema = FlowClassifier.SchemaOf(info, request.User);
        var work = FlowClassifier.WorkOf(info);
        if (work == WorkClass.Watch && !TryCountWatch(record, request, schema))
        {
            return new(Refuse(record, "too-many-watches"));
        }

        if (schema is FlowSchema.Probes or FlowSchema.Exempt)
        {
            _metrics.Exempted(schema);
            return default;
        }

        var level = _levels.Of(schema, work);

        // Requests without credentials are authorized before their body is received.
        return schema == FlowSchema.CatchAll || work is WorkClass.Read or WorkClass.Watch || BodyReception.IsComplete(request.Received.Http)
            ? TakeSeatsAsync(record, request, new Place(level, schema, SeatsOf(level, request)), cancellationToken)
            : ReceiveAndTakeAsync(record, request, new Place(level, schema, SeatsOf(level, request)), cancellationToken);
    }

    /// <summary>Completes when a delayed refusal may be sent (<see cref="RequestRecord.IsDelayed"/>).</summary>
    public ValueTask DelayRefusalAsync(CancellationToken cancellationToken) => _refusals.WaitAsync(cancellationToken);

    /// <summary>Gives back the seats when work has ended, at the latest after <see cref="FlowControlOptions.SendingLimit"/>.</summary>
    /// <param name="record">The request.</param>
    /// <param name="working">Writes the answer. Its failure is left to the caller.</param>
    public async ValueTask EndWorkAsync(RequestRecord record, Task working)
    {
        if (!working.IsCompleted && record.Seat.IsTaken)
        {
            await working.WaitAsync(_options.SendingLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        EndWork(record);
    }

    /// <summary>Gives back the seats. A watch still counts as running.</summary>
    public static void EndWork(RequestRecord record)
    {
        record.Seat.Release();
        record.Seat = default;
    }

    /// <summary>Gives back all that a request holds.</summary>
    public void End(RequestRecord record)
    {
        EndWork(record);
        record.BodySeat.Release();
        record.BodySeat = default;
        if (record.WatchFlow is { } flow)
        {
            record.WatchFlow = null;
            _watches.Remove(flow);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _levels.Dispose();
        _bodies.Dispose();
    }

    private async ValueTask<StatusError?> ReceiveAndTakeAsync(RequestRecord record, IdentifiedRequest request, Place place, CancellationToken cancellationToken)
    {
        var flow = FlowClassifier.FlowOf(request, place.Schema);
        var received = await _bodies.ReceiveAsync(record, flow, MaxWaitOf(request.Received), cancellationToken).ConfigureAwait(false);
        return received == SeatOutcome.Taken
            ? await TakeSeatsAsync(record, request, place, cancellationToken).ConfigureAwait(false)
            : Refuse(record, place, received);
    }

    private ValueTask<StatusError?> TakeSeatsAsync(RequestRecord record, IdentifiedRequest request, in Place place, CancellationToken cancellationToken)
    {
        if (!place.Level.TryTake(place.Seats))
        {
            return WaitAsync(record, request, place, cancellationToken);
        }

        Take(record, place);
        return default;
    }

    private async ValueTask<StatusError?> WaitAsync(RequestRecord record, IdentifiedRequest request, Place place, CancellationToken cancellationToken)
    {
        var flow = FlowClassifier.FlowOf(request, place.Schema);
        var outcome = await place.Level.TakeAsync(flow, place.Seats, MaxWaitOf(request.Received), cancellationToken).ConfigureAwait(false);
        if (outcome != SeatOutcome.Taken)
        {
            return Refuse(record, place, outcome);
        }

        Take(record, place);
        return null;
    }

    private void Take(RequestRecord record, in Place place)
    {
        record.Seat = new Seat(place.Level, place.Seats);
        _metrics.Dispatched(place.Level, place.Schema);
    }

    private StatusError Refuse(RequestRecord record, in Place place, SeatOutcome outcome)
    {
        _metrics.Rejected(place.Level, place.Schema, outcome);
        record.IsDelayed = outcome == SeatOutcome.QueueFull && !record.BodySeat.IsTaken;
        return Refuse(record, FlowControlMetrics.ReasonOf(outcome));
    }

    private static StatusError Refuse(RequestRecord record, string reason)
    {
        record.Detail = reason;
        return TooManyRequests;
    }

    /// <summary>A list leaves half of the seats to the other requests.</summary>
    private int SeatsOf(PriorityLevel level, IdentifiedRequest request)
    {
        var width = _widths?.WidthOf(request.Received.Info, request.Received.Query) ?? 1;
        return width == 1 ? 1 : Math.Min(width, Math.Max(1, level.Seats / 2));
    }

    private TimeSpan MaxWaitOf(ReceivedRequest request) =>
        request.TimeLimit == Timeout.InfiniteTimeSpan ? _options.MaxWaitOfWatch : request.TimeLimit * _options.WaitShare;

    private bool TryCountWatch(RequestRecord record, IdentifiedRequest request, FlowSchema schema)
    {
        var flow = FlowClassifier.FlowOf(request, schema);
        if (!_watches.TryAdd(flow, schema == FlowSchema.Exempt))
        {
            return false;
        }

        record.WatchFlow = flow;
        return true;
    }

    /// <summary>Where a request is served.</summary>
    private readonly record struct Place(PriorityLevel Level, FlowSchema Schema, int Seats);
}
