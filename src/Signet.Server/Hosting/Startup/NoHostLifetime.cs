using Microsoft.Extensions.Hosting;

namespace Signet.Server.Hosting.Startup;

/// <summary>The host handles no signals and writes nothing to the console, which belong to the hosting process.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
