using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>Keeps the object cache at the store's newest revision for as long as the server runs.</summary>
internal sealed class CacheFollower(ObjectCache cache, TimeProvider time, ILogger<CacheFollower> logger) : SupervisedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private volatile string? _fault;

    /// <summary>What keeps the cache from following, or null while it does.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isDoubtful = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (isDoubtful)
                {
                    await cache.LoadAsync(stoppingToken).ConfigureAwait(false);
                    isDoubtful = false;
                }

                _fault = null;
                await cache.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException exception)
            {
                _fault = exception.Message;
                Log.WatchBroken(logger, exception.Message);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A batch may have been applied in part: everything is read anew.
                isDoubtful = true;
                _fault = "an unexpected exception";
                Log.FollowingFaulted(logger, exception);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
