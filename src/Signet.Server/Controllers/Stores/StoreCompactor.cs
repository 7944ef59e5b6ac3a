using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>Compacts the store, so that it keeps only some minutes of history.</summary>
internal sealed class StoreCompactor([FromKeyedServices(ReplicaRole.Leader)] IObjectStore store, TimeProvider time) : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var before = await store.GetRevisionAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
            await store.CompactAsync(before, stoppingToken).ConfigureAwait(false);
        }
    }
}
