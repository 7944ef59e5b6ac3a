using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Checks at intervals whether the store reads and writes, and logs changes. Health checks use a result of the
/// last second, or wait for a new check that they all share, so callers cannot cause more writes.
/// </summary>
internal sealed class StoreHealth(IObjectStore store, TimeProvider time, ILogger<StoreHealth> logger) : SupervisedService
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailedInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<StoreHealthSnapshot>? _attempt;
    private StoreHealthSnapshot _last = new(null, null);
    private long _attempted;

    /// <summary>The result of a check in the last second.</summary>
    public ValueTask<StoreHealthSnapshot> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_attempt is null || (_attempt.IsCompleted && time.GetElapsedTime(_attempted) >= MaxAge))
            {
                _attempt = TryAsync();
            }

            return new ValueTask<StoreHealthSnapshot>(_attempt.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var health = await CheckAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(health is { StoreFault: null, DiskFault: null } ? Interval : FailedInterval, time, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task<StoreHealthSnapshot> TryAsync()
    {
        var found = await TryStoreAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _attempted = time.GetTimestamp();
            LogChange(_last, found);
            _last = found;
        }

        return found;
    }

    private async Task<StoreHealthSnapshot> TryStoreAsync()
    {
        try
        {
            await store.GetAsync("/health", CancellationToken.None).AsTask().WaitAsync(Limit, time).ConfigureAwait(false);
            await store.CheckAsync(CancellationToken.None).AsTask().WaitAsync(Limit, time).ConfigureAwait(false);
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
