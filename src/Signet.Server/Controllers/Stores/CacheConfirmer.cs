using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Confirms the object cache against a store that other processes also write to, often enough that requests find it current: more often while tokens are
/// issued. While that fails, each request that needs a current cache confirms it itself.
/// </summary>
internal sealed class CacheConfirmer(ObjectView view, FreshnessOptions options, TimeProvider time, ILogger<CacheConfirmer> logger) : SupervisedService
{
    /// <summary>The number of confirmations at once while tokens are issued. On a busy machine one can take longer than the pause between two.</summary>
    private const int MaxOverlapping = 3;

    private string? _fault;

    /// <summary>Why the last confirmation failed, or null.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var begun = new Queue<Task>();
        try
        {
            while (true)
            {
                var isIssuing = Fault is null && view.IsIssuing;
                var next = Task.Delay(isIssuing ? IssuingWindow.Length / 2 : options.MaxStaleness / 3, time, stoppingToken);
                begun.Enqueue(ConfirmAsync(stoppingToken));
                while (begun.Count >= (isIssuing ? MaxOverlapping : 1))
                {
                    await begun.Dequeue().ConfigureAwait(false);
                }

                await next.ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(begun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        try
        {
            await view.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _fault, null) is not null)
            {
                Log.CacheConfirmed(logger);
            }
        }
        catch (StoreUnavailableException exception)
        {
            if (Interlocked.Exchange(ref _fault, exception.Message) is null)
            {
                Log.CacheUnconfirmed(logger, exception.Message);
            }
        }
    }
}
