using Signet.Core.Metrics;

namespace Signet.Tests.Audit;

/// <summary>The sums of a metric set's counters.</summary>
internal sealed class CountedMetrics : IDisposable
{
    public MetricSet Set { get; } = new();

    /// <summary>
    /// The sum of a counter: its name, then the values of its labels, with spaces between. 0 for one that was not counted; its name must be declared.
    /// </summary>
    public long this[string counter]
    {
        get
        {
            var words = counter.Split(' ');
            var family = Assert.Single(Set.Collect(), family => family.Description.Name == words[0]);
            return (long)(family.Points.FirstOrDefault(point => point.Labels.SequenceEqual(words[1..]))?.Value ?? 0);
        }
    }

    public void Dispose() => Set.Dispose();
}
