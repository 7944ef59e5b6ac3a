using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Confirms the object cache against a store that other processes also write to, often enough that requests find it current. While that
/// fails, each request that needs a current cache confirms it itself.
/// </summary>
internal sealed class CacheConfirmer(ObjectView view, FreshnessOptions options, TimeProvider time, ILogger<CacheConfirmer> logger) : SupervisedService
{
    private volatile string? _fault;

    /// <summary>Why the last confirmation failed, or null.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.MaxStaleness / 3, time);
        do
        {
            await ConfirmAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async ValueTask ConfirmAsync(CancellationToken cancellationToken)
    {
        try
        {
            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            if (_fault is not null)
            {
                Log.CacheConfirmed(logger);
                _fault = null;
            }
        }
        catch (StoreUnavailableException exception)
        {
            if (_fault is null)
            {
                Log.CacheUnconfirmed(logger, exception.Message);
            }

            _fault = exception.Message;
        }
    }
}
