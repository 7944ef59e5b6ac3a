using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Hosting.Services;

/// <summary>
/// Registers the leadership of the store, and what the services of the leader write through: the store and the writer with the key
/// <see cref="ReplicaRole.Leader"/>. With a shared store their commits are made only while this replica leads.
/// </summary>
internal static class LeadershipServices
{
    /// <summary>Registers them. Has to come before the first background service.</summary>
    /// <param name="services">The services.</param>
    /// <param name="store">The store.</param>
    /// <param name="replica">The name of this replica, for operators.</param>
    /// <param name="time">The clock.</param>
    public static void AddLeadership(this IServiceCollection services, IObjectStore store, string replica, TimeProvider time)
    {
        if (store is not ILockingStore locks)
        {
            services.AddKeyedSingleton(ReplicaRole.Leader, store);
            services.AddKeyedSingleton(ReplicaRole.Leader, (provider, _) => provider.GetRequiredService<ObjectWriter>());
            return;
        }

        var leadership = new StoreLeadership(locks, store, replica, time);
        var fenced = new FencedStore(store, () => leadership.Held);
        services.AddSingleton<ILeadership>(leadership);
        services.AddKeyedSingleton<IObjectStore>(ReplicaRole.Leader, fenced);
        services.AddKeyedSingleton(ReplicaRole.Leader, (provider, _) => new ObjectWriter(
            provider.GetRequiredService<ObjectView>(),
            fenced,
            provider.GetRequiredService<ResourceRegistry>(),
            provider.GetRequiredService<IUidSource>(),
            time)
        {
            HasClients = false,
        });
    }
}
