namespace Signet.Server.Background;

/// <summary>A service that only prepares: it has nothing to do afterwards.</summary>
internal abstract class PreparationService : SupervisedService
{
    /// <inheritdoc/>
    public abstract override Task PrepareAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
}
