using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
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
                var before = await FindRevisionAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
                await CompactAsync(before, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>The newest revision; zero, before which there is nothing to forget, when the store cannot be asked.</summary>
    private async ValueTask<Revision> FindRevisionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.GetRevisionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            Log.CompactionFailed(logger, exception.Message);
            return Revision.Zero;
        }
    }

    private async ValueTask CompactAsync(Revision before, CancellationToken cancellationToken)
    {
        if (before == Revision.Zero)
        {
            return;
        }

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
