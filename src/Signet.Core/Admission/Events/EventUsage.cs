using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Admission.Events;

/// <summary>
/// How many events there are, how large they are, and when each was last written. Follows the object cache on every change, so an answered
/// write is counted.
/// </summary>
internal sealed class EventUsage(EventRetention retention, TimeProvider time) : ICacheObserver
{
    /// <summary>How far over its limits the store may get until the next eviction: a tenth.</summary>
    private const int Tolerance = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, StoredEvent> _events = [];
    private volatile TaskCompletionSource _exceeded = NewSignal();
    private long _bytes;
    private int _count;

    /// <summary>How many events there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many bytes of JSON they have together.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether there are more than may be kept: the oldest have to go.</summary>
    public bool IsExceeded => Count > retention.MaxCount || Bytes > retention.MaxBytes;

    /// <summary>Whether eviction has fallen behind so far that no more events are taken.</summary>
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

    /// <summary>Waits until <see cref="IsExceeded"/> becomes true, at most for a time. For one caller, which looks at <see cref="All"/> afterwards.</summary>
    public async ValueTask WaitUntilExceededAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _exceeded.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller looks at expired events, too.
        }

        // What is signalled before this is seen by the caller's look; what is signalled after it ends the next wait.
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
    /// When an event was last written, as far as its bytes tell: the latest time that the server has put into it, and never later than now.
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
        if (_events.Remove(key, out var gone))
        {
            _bytes -= gone.Size;
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
