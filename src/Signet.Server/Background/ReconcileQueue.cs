using System.Threading.Channels;

namespace Signet.Server.Background;

/// <summary>
/// The keys that a reconciler has to process (client-go, <c>util/workqueue</c>). A key waits once however often it is added, and is processed
/// by at most one worker at a time. A key that failed waits for its backoff, which a success resets; adding the key ends the wait.
/// </summary>
internal sealed class ReconcileQueue<TKey>(Backoff backoff, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Item> _items = [];
    private Channel<Item> _ready = Channel.CreateUnbounded<Item>();
    private long _processed;
    private long _failed;
    private long _retried;

    /// <summary>Adds a key; from any thread.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_items.TryGetValue(key, out var item))
            {
                _items[key] = item = new Item(key);
            }

            if (item.IsActive)
            {
                item.IsAddedAgain = true;
            }
            else if (!item.IsQueued)
            {
                Enqueue(item);
            }
        }
    }

    /// <summary>Waits for a key that is due. The caller processes it and calls <see cref="Complete"/>.</summary>
    public async ValueTask<Item> TakeAsync(CancellationToken cancellationToken)
    {
        var item = await _ready.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            (item.IsQueued, item.IsActive) = (false, true);
            _retried += item.Failures > 0 ? 1 : 0;
        }

        return item;
    }

    /// <summary>Ends the processing of a key. Returns the number of its consecutive failures.</summary>
    public int Complete(Item item, ReconcileResult result)
    {
        lock (_lock)
        {
            _processed++;
            item.IsActive = false;
            var isAddedAgain = item.IsAddedAgain;
            item.IsAddedAgain = false;
            if (result.Failure is not null)
            {
                _failed++;
                item.Failures++;
                item.FailingSince ??= time.GetUtcNow();

                // The processing itself may have caused the event that added the key again: that shortens the backoff, but does not end it.
                Delay(item, isAddedAgain ? backoff.First : backoff.DelayAfter(item.Failures));
                return item.Failures;
            }

            (item.Failures, item.FailingSince) = (0, null);
            if (isAddedAgain)
            {
                Enqueue(item);
            }
            else if (result.Delay is { } delay)
            {
                Delay(item, delay);
            }
            else
            {
                _items.Remove(item.Key);
            }

            return 0;
        }
    }

    /// <summary>Removes all keys. The counters stay.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var (_, item) in _items)
            {
                item.Timer?.Dispose();
                item.Timer = null;
            }

            _items.Clear();
            _ready = Channel.CreateUnbounded<Item>();
        }
    }

    /// <summary>The counters and the state of the keys, with the counters of the workers.</summary>
    public ReconcilerSnapshot Snapshot(long workerFaults, int endedWorkers)
    {
        lock (_lock)
        {
            DateTimeOffset? since = null;
            var (queued, active, delayed, failing) = (0, 0, 0, 0);
            foreach (var (_, item) in _items)
            {
                queued += item.IsQueued ? 1 : 0;
                active += item.IsActive ? 1 : 0;
                delayed += item.Timer is null ? 0 : 1;
                failing += item.FailingSince is null ? 0 : 1;
                since = item.FailingSince is { } first && !(since <= first) ? first : since;
            }

            return new ReconcilerSnapshot
            {
                Processed = _processed,
                Failed = _failed,
                Retried = _retried,
                WorkerFaults = workerFaults,
                Queued = queued,
                Active = active,
                Delayed = delayed,
                Failing = failing,
                FailingSince = since,
                EndedWorkers = endedWorkers,
            };
        }
    }

    private void Enqueue(Item item)
    {
        item.Timer?.Dispose();
        (item.Timer, item.IsQueued) = (null, true);
        _ready.Writer.TryWrite(item);
    }

    private void Delay(Item item, TimeSpan delay)
    {
        // Started when the item knows it: a clock may call back before CreateTimer returns.
        item.Timer = time.CreateTimer(OnDue, item, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        item.Timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void OnDue(object? state)
    {
        var item = (Item)state!;
        lock (_lock)
        {
            if (item.Timer is not null && _items.TryGetValue(item.Key, out var known) && ReferenceEquals(known, item))
            {
                Enqueue(item);
            }
        }
    }

    /// <summary>A key and its state, which only the queue changes.</summary>
    internal sealed class Item(TKey key)
    {
        public TKey Key { get; } = key;

        public bool IsQueued { get; set; }

        public bool IsActive { get; set; }

        public bool IsAddedAgain { get; set; }

        public int Failures { get; set; }

        public DateTimeOffset? FailingSince { get; set; }

        public ITimer? Timer { get; set; }
    }
}
