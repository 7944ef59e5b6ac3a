using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>
/// Workers that process the keys of a <see cref="ReconcileQueue{TKey}"/>. Every failure is caught, logged, counted and retried with a
/// backoff.
/// </summary>
/// <param name="service">The name of the service, for the log.</param>
/// <param name="reconcile">Processes a key. Reads the state again each time; an exception is a failure.</param>
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
    private readonly ReconcileQueue<TKey> _queue = new(options.Backoff, time);
    private readonly FaultLog _faults = new(service, time, logger);
    private int _isRunning;
    private int _endedWorkers;
    private long _workerFaults;

    /// <inheritdoc/>
    public ReconcilerSnapshot Snapshot => _queue.Snapshot(Interlocked.Read(ref _workerFaults), Volatile.Read(ref _endedWorkers));

    /// <summary>Adds a key; from any thread.</summary>
    public void Add(TKey key) => _queue.Add(key);

    /// <summary>Processes keys until cancelled, then removes all keys; may be called again afterwards.</summary>
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
            _queue.Clear();
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <summary>A worker ends only with the reconciler. Processing catches everything, so an exception here is a fault of this class or its log.</summary>
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
            var item = await _queue.TakeAsync(cancellationToken).ConfigureAwait(false);
            var (result, exception) = await TryAsync(item.Key, cancellationToken).ConfigureAwait(false);
            var failures = _queue.Complete(item, result);
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
}
