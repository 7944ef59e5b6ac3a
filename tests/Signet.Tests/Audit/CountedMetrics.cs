using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Signet.Core.Metrics;

namespace Signet.Tests.Audit;

/// <summary>The sums of a metric set's counters.</summary>
internal sealed class CountedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();

    public CountedMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Set.Owns(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, labels, _) =>
        {
            var key = instrument.Name;
            foreach (var (_, value) in labels)
            {
                key += $" {value}";
            }

            _sums.AddOrUpdate(key, count, (_, sum) => sum + count);
        });
        _listener.Start();
    }

    public MetricSet Set { get; } = new();

    /// <summary>The sum of a counter: its name, then the values of its labels, with spaces between.</summary>
    public long this[string counter] => _sums.GetValueOrDefault(counter);

    public void Dispose()
    {
        _listener.Dispose();
        Set.Dispose();
    }
}
