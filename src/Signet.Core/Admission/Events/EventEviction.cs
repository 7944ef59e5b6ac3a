namespace Signet.Core.Admission.Events;

/// <summary>Selects the events to remove: expired ones and, while a limit is exceeded, the oldest of the namespace with most events.</summary>
internal static class EventEviction
{
    /// <summary>When a limit is exceeded, events are evicted to a tenth below it, so that eviction does not run for each new event.</summary>
    private const int Slack = 10;

    /// <summary>The events to remove.</summary>
    /// <param name="events">All events.</param>
    /// <param name="retention">The limits.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<StoredEvent> Choose(IReadOnlyList<StoredEvent> events, EventRetention retention, DateTimeOffset now)
    {
        var chosen = events.Where(entry => entry.WrittenAt + retention.Lifetime <= now).ToHashSet();
        chosen.UnionWith(Excess(events.Where(entry => !chosen.Contains(entry)), _ => 1, retention.MaxCount));
        chosen.UnionWith(Excess(events.Where(entry => !chosen.Contains(entry)), entry => entry.Size, retention.MaxBytes));
        return [.. chosen];
    }

    private static List<StoredEvent> Excess(IEnumerable<StoredEvent> events, Func<StoredEvent, long> weigh, long limit)
    {
        var excess = new List<StoredEvent>();
        var byNamespace = events.GroupBy(entry => entry.Key.Namespace, StringComparer.Ordinal)
            .Select(group => new Share(new Queue<StoredEvent>(group.OrderBy(entry => entry.WrittenAt).ThenBy(entry => entry.Revision)), group.Sum(weigh)))
            .ToList();
        var total = byNamespace.Sum(share => share.Weight);
        if (total <= limit)
        {
            return excess;
        }

        var largest = new PriorityQueue<Share, long>(byNamespace.Select(share => (share, -share.Weight)));
        while (total > limit - (limit / Slack) && largest.TryDequeue(out var share, out _))
        {
            var oldest = share.OldestFirst.Dequeue();
            excess.Add(oldest);
            total -= weigh(oldest);
            if (share.OldestFirst.Count > 0)
            {
                var rest = share with { Weight = share.Weight - weigh(oldest) };
                largest.Enqueue(rest, -rest.Weight);
            }
        }

        return excess;
    }

    private sealed record Share(Queue<StoredEvent> OldestFirst, long Weight);
}
