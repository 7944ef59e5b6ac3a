namespace Signet.Server.Background;

/// <summary>A service that does all its work in <see cref="PrepareAsync"/>.</summary>
internal abstract class PreparationService : SupervisedService
{
    /// <inheritdoc/>
    public abstract override Task PrepareAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
}
