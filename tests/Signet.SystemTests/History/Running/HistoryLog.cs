using System.Collections.Concurrent;
using System.Diagnostics;
using Signet.SystemTests.History.Checking;

namespace Signet.SystemTests.History.Running;

/// <summary>Collects what clients and watchers see, on one clock.</summary>
internal sealed class HistoryLog
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentQueue<WatchEvent> _events = new();
    private readonly ConcurrentDictionary<int, long> _positions = new();

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Now => _clock.Elapsed;

    public IReadOnlyList<Call> Calls => [.. _calls];

    public IReadOnlyList<WatchEvent> Events => [.. _events];

    /// <summary>The revision that each watcher has reached.</summary>
    public IReadOnlyDictionary<int, long> Positions => _positions;

    public void Add(Call call) => _calls.Enqueue(call);

    public void Add(WatchEvent received)
    {
        _events.Enqueue(received);
        _positions[received.Watcher] = received.Revision;
    }
}
