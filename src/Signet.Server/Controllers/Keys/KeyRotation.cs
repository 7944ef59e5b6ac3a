using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>Carries out the transitions of managed keys when they are due. Planned switches need no timer: they lie in the records.</summary>
internal sealed class KeyRotation([FromKeyedServices(ReplicaRole.Leader)] ManagedKeys keys, TimeProvider time, ILogger<KeyRotation> logger)
    : SupervisedService
{
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var change = await keys.RunDueAsync(stoppingToken).ConfigureAwait(false);
            KeyLog.Tell(logger, change);
            await Task.Delay(MaxInterval, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
