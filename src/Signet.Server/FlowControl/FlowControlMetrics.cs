using Signet.Core.Metrics;
using Signet.Server.Concurrency;

namespace Signet.Server.FlowControl;

/// <summary>The metrics of priority and fairness, with kube-apiserver's names (<c>pkg/util/flowcontrol/metrics</c>).</summary>
internal sealed class FlowControlMetrics
{
    private const string LevelLabel = "priority_level";
    private const string SchemaLabel = "flow_schema";

    /// <summary>kube-apiserver's, in seconds.</summary>
    private static readonly double[] WaitBuckets = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];

    private static readonly int Schemas = Enum.GetValues<FlowSchema>().Length;
    private static readonly string[] Reasons = ["", "concurrency-limit", "queue-full", "time-out", "cancelled"];

    private readonly MetricSet _set;
    private readonly CounterMetric _dispatched;
    private readonly CounterMetric _rejected;
    private readonly HistogramMetric _waits;
    private readonly CounterMetric _rateLimited;
    private readonly ValueCell?[] _exempted = new ValueCell[Schemas];

    /// <summary>By level and schema; made when they are needed first.</summary>
    private ValueCell?[] _dispatchedCells = [];

    /// <summary>Declares the metrics.</summary>
    public FlowControlMetrics(MetricSet set)
    {
        _set = set;
        _dispatched = set.Counter(
            "apiserver_flowcontrol_dispatched_requests_total", "Requests that got their seats, by priority level and flow schema.", LevelLabel, SchemaLabel);
        _rejected = set.Counter(
            "apiserver_flowcontrol_rejected_requests_total", "Requests that were refused with 429, by priority level, flow schema and reason.", LevelLabel, SchemaLabel, "reason");
        _waits = set.Histogram(
            "apiserver_flowcontrol_request_wait_duration_seconds", "Times that requests waited in a queue. Requests that found free seats are not in it.",
            WaitBuckets, LevelLabel, "execute");
        _rateLimited = set.Counter(
            "signet_token_requests_rate_limited_total", "TokenRequests that were refused because of --service-account-token-issue-rate.");
    }

    /// <summary>The reason of a refusal, as kube-apiserver names it.</summary>
    public static string ReasonOf(SeatOutcome outcome) => Reasons[(int)outcome];

    /// <summary>Reads the levels whenever metrics are collected.</summary>
    /// <param name="levels">All levels.</param>
    /// <param name="mutating">Those of requests that change something.</param>
    /// <param name="readOnly">Those of other requests.</param>
    public void Observe(IReadOnlyList<PriorityLevel> levels, IReadOnlyList<PriorityLevel> mutating, IReadOnlyList<PriorityLevel> readOnly)
    {
        _dispatchedCells = new ValueCell?[levels.Count * Schemas];
        for (var i = 0; i < levels.Count; i++)
        {
            levels[i].Index = i;
        }

        _set.Observe(
            "apiserver_current_inflight_requests", "The seats of requests that are processed, without the exempt ones.", ["request_kind"],
            () => [new MetricReading(mutating.Sum(level => level.UsedSeats), "mutating"), new MetricReading(readOnly.Sum(level => level.UsedSeats), "readOnly")]);
        Observe("apiserver_flowcontrol_nominal_limit_seats", "The seats of each priority level.", level => level.Seats);
        Observe("apiserver_flowcontrol_current_executing_seats", "The seats in use.", level => level.UsedSeats);
        Observe("apiserver_flowcontrol_current_inqueue_requests", "The requests that wait in queues.", level => level.Waiting);

        void Observe(string name, string help, Func<PriorityLevel, double> read) =>
            _set.Observe(name, help, [LevelLabel], () => levels.Select(level => new MetricReading(read(level), level.Name)));
    }

    /// <summary>A request needs no seats.</summary>
    public void Exempted(FlowSchema schema) => (_exempted[(int)schema] ??= _dispatched.With("exempt", FlowSchemaNames.Of(schema))).Add(1);

    /// <summary>A request got its seats.</summary>
    public void Dispatched(PriorityLevel level, FlowSchema schema)
    {
        ref var cell = ref _dispatchedCells[(level.Index * Schemas) + (int)schema];
        (cell ??= _dispatched.With(level.Name, FlowSchemaNames.Of(schema))).Add(1);
    }

    /// <summary>A request was refused.</summary>
    public void Rejected(PriorityLevel level, FlowSchema schema, SeatOutcome outcome) =>
        _rejected.Add(1, level.Name, FlowSchemaNames.Of(schema), ReasonOf(outcome));

    /// <summary>An account had too many tokens.</summary>
    public void RateLimited() => _rateLimited.Add(1);

    /// <summary>A wait has ended.</summary>
    public void WaitEnded(PriorityLevel level, TimeSpan wait, SeatOutcome outcome) => _waits.Record(wait, level.Name, outcome == SeatOutcome.Taken ? "true" : "false");
}
