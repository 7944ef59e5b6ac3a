using Microsoft.Extensions.Hosting;

namespace Signet.Aspire.Hosting;

/// <summary>Ends the servers when everything else of the AppHost has stopped: programs may need them until then.</summary>
internal sealed class SignetShutdown(SignetLifetime lifetime) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => lifetime.DisposeAsync().AsTask();
}
