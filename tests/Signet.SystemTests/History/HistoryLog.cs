using System.Collections.Concurrent;
using System.Diagnostics;

namespace Signet.SystemTests.History;

/// <summary>Collects the records of all clients on one clock.</summary>
internal sealed class HistoryLog
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<HistoryRecord> _records = new();

    /// <summary>The time in milliseconds.</summary>
    public long Now => _clock.ElapsedMilliseconds;

    public IReadOnlyList<HistoryRecord> Records => [.. _records];

    public void Add(HistoryRecord record) => _records.Enqueue(record);
}
