using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Admission.Events;

/// <summary>
/// The number and size of stored events, and the time of the last write of each. Follows the object cache, so that every answered write is counted.
/// </summary>
internal sealed class EventUsage(EventRetention retention, TimeProvider time) : ICacheObserver
{
    /// <summary>The tolerated excess over a limit until the next eviction: a tenth.</summary>
    private const int Tolerance = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, StoredEvent> _events = [];
    private volatile TaskCompletionSource _exceeded = NewSignal();
    private long _bytes;
    private int _count;

    /// <summary>The number of events.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The size of all events in bytes of JSON.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether a limit is exceeded, so that events must be evicted.</summary>
    public bool IsExceeded => Count > retention.MaxCount || Bytes > retention.MaxBytes;

    /// <summary>Whether the excess is so large that new events are refused.</summary>
    public bool IsFull =>
        Count > retention.MaxCount + (retention.MaxCount / Tolerance) || Bytes > retention.MaxBytes + (retention.MaxBytes / Tolerance);

    /// <summary>All events.</summary>
    public IReadOnlyList<StoredEvent> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _events.Values];
            }
        }
    }

    /// <summary>Waits until <see cref="IsExceeded"/> becomes true, or the timeout. For a single caller, which reads <see cref="All"/> afterwards.</summary>
    public async ValueTask WaitUntilExceededAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _exceeded.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Expected: the caller also removes expired events.
        }

        // The caller reads changes before this line afterwards; later ones end the next wait.
        _exceeded = NewSignal();
    }

    /// <inheritdoc/>
    public void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects)
    {
        if (resource != KubernetesKinds.Events)
        {
            return;
        }

        lock (_lock)
        {
            var before = new Dictionary<ObjectKey, StoredEvent>(_events);
            _events.Clear();
            (_bytes, _count) = (0, 0);
            foreach (var found in objects)
            {
                Set(before.TryGetValue(found.Key, out var known) && known.Revision == found.Revision
                    ? known
                    : Describe(found, WrittenAt(found)));
            }
        }

        SignalIfExceeded();
    }

    /// <inheritdoc/>
    public void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
    {
        if (resource != KubernetesKinds.Events)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var change in events)
            {
                if (change.Type == ObjectEventType.Deleted)
                {
                    Remove(change.Object.Key);
                }
                else
                {
                    Set(Describe(change.Object, time.GetUtcNow()));
                }
            }
        }

        SignalIfExceeded();
    }

    private static StoredEvent Describe(StoredObject found, DateTimeOffset writtenAt) =>
        new(found.Key, found.Revision, writtenAt, found.Json.Length);

    /// <summary>
    /// An estimate of the time of the last write: the latest server-side time in the event, and never later than now.
    /// </summary>
    private DateTimeOffset WrittenAt(StoredObject found)
    {
        var metadata = ObjectDocument.From(found).Metadata;
        var latest = Timestamps.TryParse(metadata.CreationTimestamp, out var created) ? created : DateTimeOffset.MinValue;
        foreach (var entry in metadata.ManagedFields ?? [])
        {
            if (entry is JsonObject owner && Timestamps.TryParse(owner.GetString("time"), out var changed) && changed > latest)
            {
                latest = changed;
            }
        }

        var now = time.GetUtcNow();
        return latest < now ? latest : now;
    }

    private void Set(StoredEvent entry)
    {
        Remove(entry.Key);
        _events[entry.Key] = entry;
        _bytes += entry.Size;
        _count++;
    }

    private void Remove(ObjectKey key)
    {
        if (_events.Remove(key, out var removed))
        {
            _bytes -= removed.Size;
            _count--;
        }
    }

    private void SignalIfExceeded()
    {
        if (IsExceeded)
        {
            _exceeded.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
