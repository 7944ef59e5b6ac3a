using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Keeps the object cache at the store's newest revision. A watch that fails ends the run; the supervisor logs it and starts the next one.
/// </summary>
internal sealed class CacheFollower(ObjectCache cache) : SupervisedService
{
    private volatile string? _fault;
    private bool _isReloadRequired;

    /// <summary>Why the cache does not follow the store; null while it does.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (_isReloadRequired)
            {
                await cache.LoadAsync(stoppingToken).ConfigureAwait(false);
                _isReloadRequired = false;
            }

            _fault = null;
            await cache.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            // Nothing of a failed read was applied: the next run continues at the cache's revision, or reads again what it was about to read.
            _fault = exception.Message;
            throw;
        }
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A batch may have been applied in part.
            _isReloadRequired = true;
            _fault = "an unexpected exception";
            throw;
        }
    }
}
