using Signet.Core.Metrics;
using Signet.Server.FlowControl;

namespace Signet.Tests.Hosting;

/// <summary>Priority and fairness for the pipeline of a test.</summary>
internal static class TestFlow
{
    /// <summary>Creates the levels with the same number of seats each.</summary>
    public static RequestFlow Create(TimeProvider time, int seats = 1_000, Func<FlowControlOptions, FlowControlOptions>? with = null)
    {
        var options = new FlowControlOptions { Seats = [seats, seats, seats, seats, seats], MaxDelayedRefusals = 0 };
        return new RequestFlow(with?.Invoke(options) ?? options, widths: null, new FlowControlMetrics(new MetricSet()), time);
    }
}
