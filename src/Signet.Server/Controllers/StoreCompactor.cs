using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>Forgets the store's history beyond some minutes, so that it does not grow for ever.</summary>
public sealed class StoreCompactor(IObjectStore store, TimeProvider time, ILogger<StoreCompactor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var before = await store.GetRevisionAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
                await CompactAsync(before, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async ValueTask CompactAsync(Core.Primitives.Revision before, CancellationToken cancellationToken)
    {
        try
        {
            await store.CompactAsync(before, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            Log.CompactionFailed(logger, exception.Message);
        }
    }
}
