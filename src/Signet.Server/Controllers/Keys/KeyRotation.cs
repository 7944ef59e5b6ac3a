using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>Carries out the transitions of managed keys when they are due. Planned switches need no timer: they lie in the records.</summary>
internal sealed class KeyRotation(
    [FromKeyedServices(ReplicaRole.Leader)] ManagedKeys keys, ManagedRing ring, TimeProvider time, ILogger<KeyRotation> logger) : SupervisedService
{
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(30);
    private readonly PublicationWatch _publication = new(logger);

    /// <inheritdoc/>
    public override string? Remark => _publication.Remark;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var changed = ring.Ring.WaitForChangeAsync(CancellationToken.None);
            var change = await keys.RunDueAsync(stoppingToken).ConfigureAwait(false);
            KeyLog.Tell(logger, change);
            var now = time.GetUtcNow();
            _publication.Tell(PublicationWait.At(keys.Policy, change.After.Keys, now), now);

            // An operator's change may make something due: a confirmed publication plans the switch.
            await ChangeWait.ForAsync(changed, MaxInterval, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
