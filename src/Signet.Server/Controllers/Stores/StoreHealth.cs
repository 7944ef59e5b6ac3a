using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Checks at intervals whether the store reads and writes, and logs changes. Health checks use a result of the last second, or cause a new check that they
/// all share, so callers cannot cause more writes. They do not wait for a slow store: until the check has ended, which is after five seconds at the latest, the
/// result of the check before it holds.
/// </summary>
internal sealed class StoreHealth(IObjectStore store, TimeProvider time, ILogger<StoreHealth> logger) : SupervisedService
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    /// <summary>Of one check. A store that has not answered then is faulty.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How long a health check waits for a result that is newer than the last one.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailedInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<StoreHealthSnapshot>? _attempt;
    private StoreHealthSnapshot? _last;
    private long _began;
    private long _attempted;

    /// <summary>The result of a check in the last second; the one before while the store takes longer. Only the first check is waited for to its end.</summary>
    public ValueTask<StoreHealthSnapshot> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var attempt = AttemptOfNowAsync();
            return attempt.IsCompleted ? new(attempt)
                : _last is { } last ? WaitShortlyAsync(attempt, last, MaxWait - time.GetElapsedTime(_began), cancellationToken)
                : new(attempt.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            Task<StoreHealthSnapshot> attempt;
            lock (_lock)
            {
                attempt = AttemptOfNowAsync();
            }

            var health = await attempt.WaitAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(health is { StoreFault: null, DiskFault: null } ? Interval : FailedInterval, time, stoppingToken).ConfigureAwait(false);
        }
    }

    private Task<StoreHealthSnapshot> AttemptOfNowAsync()
    {
        if (_attempt is null || (_attempt.IsCompleted && time.GetElapsedTime(_attempted) >= MaxAge))
        {
            _began = time.GetTimestamp();
            _attempt = TryAsync();
        }

        return _attempt;
    }

    private async ValueTask<StoreHealthSnapshot> WaitShortlyAsync(
        Task<StoreHealthSnapshot> attempt, StoreHealthSnapshot last, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait > TimeSpan.Zero)
        {
            await ((Task)attempt).WaitAsync(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return attempt.IsCompleted ? await attempt.ConfigureAwait(false) : last;
    }

    private async Task<StoreHealthSnapshot> TryAsync()
    {
        // The caller holds the lock, and a store may block.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var found = await TryStoreAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _attempted = time.GetTimestamp();
            LogChange(_last ?? new StoreHealthSnapshot(null, null), found);
            _last = found;
        }

        return found;
    }

    private async Task<StoreHealthSnapshot> TryStoreAsync()
    {
        try
        {
            await AskStoreAsync().WaitAsync(Limit, time).ConfigureAwait(false);
            return new StoreHealthSnapshot(null, null);
        }
        catch (StoreFullException exception)
        {
            return new StoreHealthSnapshot(null, exception.Message);
        }
        catch (StoreUnavailableException exception)
        {
            return new StoreHealthSnapshot(exception.Message, null);
        }
        catch (TimeoutException)
        {
            return new StoreHealthSnapshot($"the store has not answered within {Limit.TotalSeconds} s", null);
        }
        catch (Exception exception)
        {
            // Every check has a result, because health checks share it.
            return new StoreHealthSnapshot($"{exception.GetType().Name}: {exception.Message}", null);
        }
    }

    private async Task AskStoreAsync()
    {
        await store.GetAsync("/health", CancellationToken.None).ConfigureAwait(false);
        await store.CheckAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void LogChange(StoreHealthSnapshot before, StoreHealthSnapshot now)
    {
        if (now.StoreFault is { } fault && before.StoreFault is null)
        {
            Log.StoreFailed(logger, fault);
        }

        if (now.DiskFault is { } full && before.DiskFault is null)
        {
            Log.DiskFull(logger, full);
        }

        if (now is { StoreFault: null, DiskFault: null } && before is not { StoreFault: null, DiskFault: null })
        {
            Log.StoreRecovered(logger);
        }
    }
}
