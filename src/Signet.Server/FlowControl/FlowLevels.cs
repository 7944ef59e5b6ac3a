using Signet.Server.Concurrency;

namespace Signet.Server.FlowControl;

/// <summary>
/// The priority levels of a server: for each class of work one of the system and one of the workload, and one for requests without credentials. Without
/// fairness two levels: one for requests that change something, one for the others (apiserver, <c>--enable-priority-and-fairness=false</c>).
/// </summary>
internal sealed class FlowLevels : IDisposable
{
    private const int Unlimited = int.MaxValue / 2;
    private readonly PriorityLevel[] _system;
    private readonly PriorityLevel[] _workload;
    private readonly PriorityLevel _catchAll;

    /// <summary>Creates the levels.</summary>
    /// <param name="options">The seats.</param>
    /// <param name="metrics">Counts ended waits.</param>
    /// <param name="time">The clock of waits.</param>
    public FlowLevels(FlowControlOptions options, FlowControlMetrics metrics, TimeProvider time)
    {
        if (options.IsFair)
        {
            _workload = [.. Enum.GetValues<WorkClass>().Select(work => Create($"workload-{NameOf(work)}", options.Seats[(int)work]))];
            _system = [.. Enum.GetValues<WorkClass>().Select(work => Create($"system-{NameOf(work)}", (options.Seats[(int)work] + 1) / 2))];
            _catchAll = Create("catch-all", options.Seats[(int)WorkClass.Review]);
            All = [.. _system, .. _workload, _catchAll];
        }
        else
        {
            var mutating = Create("mutating", SumOf(options.Seats.Take((int)WorkClass.Read)));
            var readOnly = Create("read-only", SumOf(options.Seats.Skip((int)WorkClass.Read)));
            _workload = [.. Enum.GetValues<WorkClass>().Select(work => work is WorkClass.Read or WorkClass.Watch ? readOnly : mutating)];
            (_system, _catchAll, All) = (_workload, readOnly, [mutating, readOnly]);
        }

        PriorityLevel Create(string name, int? seats) => new(
            new PriorityLevelOptions(name, seats ?? Unlimited, options.IsFair ? options.QueueLength : 0, options.MaxWaiting), time)
        {
            WaitEnded = metrics.WaitEnded,
        };
    }

    /// <summary>All levels.</summary>
    public IReadOnlyList<PriorityLevel> All { get; }

    /// <summary>The levels of token requests, reviews and writes with credentials.</summary>
    public IReadOnlyList<PriorityLevel> Mutating => [.. _system.Take((int)WorkClass.Read).Concat(_workload.Take((int)WorkClass.Read)).Distinct()];

    /// <summary>The level of a request.</summary>
    public PriorityLevel Of(FlowSchema schema, WorkClass work) => schema switch
    {
        FlowSchema.SystemNodes or FlowSchema.KubeSystem => _system[(int)work],
        FlowSchema.CatchAll when !ReferenceEquals(_system, _workload) => _catchAll,
        _ => _workload[(int)work],
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var level in All)
        {
            level.Dispose();
        }
    }

    /// <summary>The sum; null when one has no limit.</summary>
    private static int? SumOf(IEnumerable<int?> seats) => seats.Aggregate((int?)0, (sum, more) => sum + more);

    private static string NameOf(WorkClass work) => work switch
    {
        WorkClass.Issue => "issue",
        WorkClass.Review => "review",
        WorkClass.Write => "write",
        WorkClass.Read => "read",
        _ => "watch",
    };
}
