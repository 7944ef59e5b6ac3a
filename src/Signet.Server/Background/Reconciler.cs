using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>
/// A queue of keys with its workers (client-go, <c>util/workqueue</c>). A key waits once however often it is added, and is processed by at
/// most one worker at a time. Whatever fails is caught, logged, counted and retried with a backoff that a success resets. Adding a key that
/// waits for its backoff brings it forward.
/// </summary>
/// <param name="service">The name of the service, for the log.</param>
/// <param name="reconcile">Processes a key. It reads the state anew each time; an exception is a failure.</param>
/// <param name="options">Workers and backoff.</param>
/// <param name="time">Measures the delays.</param>
/// <param name="logger">For failures.</param>
internal sealed class Reconciler<TKey>(
    string service,
    Func<TKey, CancellationToken, ValueTask<ReconcileResult>> reconcile,
    ReconcilerOptions options,
    TimeProvider time,
    ILogger logger) : IReconciler
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Item> _items = [];
    private readonly FaultLog _faults = new(service, time, logger);
    private Channel<Item> _ready = Channel.CreateUnbounded<Item>();
    private int _isRunning;
    private int _endedWorkers;
    private long _processed;
    private long _failed;
    private long _retried;
    private long _workerFaults;

    /// <inheritdoc/>
    public ReconcilerSnapshot Snapshot
    {
        get
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
                    WorkerFaults = _workerFaults,
                    Queued = queued,
                    Active = active,
                    Delayed = delayed,
                    Failing = failing,
                    FailingSince = since,
                    EndedWorkers = Volatile.Read(ref _endedWorkers),
                };
            }
        }
    }

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

    /// <summary>Processes keys until cancelled, and then forgets all of them; may be called again afterwards.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            throw new InvalidOperationException($"the reconciler of {service} runs already");
        }

        try
        {
            var workers = new Func<CancellationToken, Task>[options.Workers];
            Array.Fill(workers, SuperviseWorkerAsync);
            await ConcurrentLoops.RunAsync(workers, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Clear();
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <summary>A worker ends only with the reconciler. Processing catches everything, so what arrives here is a fault of this class or its log.</summary>
    private async Task SuperviseWorkerAsync(CancellationToken cancellationToken)
    {
        for (var faults = 1; ; faults++)
        {
            try
            {
                await WorkAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _workerFaults);
                Interlocked.Increment(ref _endedWorkers);
                _faults.Worker(exception, faults);
            }

            await Task.Delay(options.Backoff.DelayAfter(faults), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _endedWorkers);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var item = await _ready.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                (item.IsQueued, item.IsActive) = (false, true);
                _retried += item.Failures > 0 ? 1 : 0;
            }

            var (result, exception) = await TryAsync(item.Key, cancellationToken).ConfigureAwait(false);
            var failures = Complete(item, result);
            if (failures > 0)
            {
                _faults.Item(item.Key.ToString() ?? "", result.Failure!, exception, failures);
            }
        }
    }

    private async ValueTask<(ReconcileResult Result, Exception? Exception)> TryAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await reconcile(key, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return (ReconcileResult.Retry(exception.Message), exception);
        }
    }

    /// <summary>Returns how often the item has failed in a row.</summary>
    private int Complete(Item item, ReconcileResult result)
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

                // The event may be the item's own doing: it shortens the backoff, but does not end it.
                Delay(item, isAddedAgain ? options.Backoff.First : options.Backoff.DelayAfter(item.Failures));
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

    private void Enqueue(Item item)
    {
        item.Timer?.Dispose();
        (item.Timer, item.IsQueued) = (null, true);
        _ready.Writer.TryWrite(item);
    }

    private void Delay(Item item, TimeSpan delay) => item.Timer = time.CreateTimer(OnDue, item, delay, Timeout.InfiniteTimeSpan);

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

    private void Clear()
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

    private sealed class Item(TKey key)
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
