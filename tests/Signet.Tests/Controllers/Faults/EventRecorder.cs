using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;

namespace Signet.Tests.Controllers.Faults;

/// <summary>A watcher that records every event. After a 410 it relists and starts a new segment.</summary>
internal sealed class EventRecorder(ResourceCache resource)
{
    private readonly Lock _lock = new();
    private readonly List<Segment> _segments = [];

    /// <summary>The number of lists.</summary>
    public int Lists
    {
        get
        {
            lock (_lock)
            {
                return _segments.Count;
            }
        }
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var snapshot = resource.Snapshot;
            if (resource.Watch(snapshot.Revision) is not { } watch)
            {
                await Task.Yield();
                continue;
            }

            var segment = new Segment(snapshot.Revision, []);
            lock (_lock)
            {
                _segments.Add(segment);
            }

            while (!cancellationToken.IsCancellationRequested)
            {
                if (watch.TryRead(out var change, out var isExpired))
                {
                    lock (_lock)
                    {
                        segment.Events.Add((change!.Object.Revision.Value, resource.Definition.StorageKey(change.Object.Key)));
                    }
                }
                else if (isExpired)
                {
                    break;
                }
                else
                {
                    await watch.WaitAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
                }
            }
        }
    }

    /// <summary>
    /// The fault of the recorded events; null when each segment has every change since its list, once and in order, and the last one is
    /// complete.
    /// </summary>
    public string? FindFault(StoreHistory history)
    {
        var all = history.Of(resource.Definition.StoragePrefix);
        lock (_lock)
        {
            for (var i = 0; i < _segments.Count; i++)
            {
                var (after, events) = _segments[i];
                var isLast = i == _segments.Count - 1;
                var until = isLast ? long.MaxValue : events.Count > 0 ? events[^1].Revision : 0;
                var expected = all.Where(change => change.Revision > after.Value && change.Revision <= until).ToList();
                if (!isLast && expected.Count > events.Count && events.SequenceEqual(expected.Take(events.Count)))
                {
                    // It left the window within a commit and got a 410.
                    continue;
                }

                if (!events.SequenceEqual(expected))
                {
                    var at = events.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
                    return $"{resource.Definition.Plural}, list {i} at {after}: event {at} of {events.Count} is {events.ElementAtOrDefault(at)}, " +
                        $"the store has {expected.ElementAtOrDefault(at)} of {expected.Count}";
                }
            }
        }

        return null;
    }

    private sealed record Segment(Revision After, List<(long Revision, string Key)> Events);
}
