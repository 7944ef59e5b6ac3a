using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Lifecycle;
using Signet.Core.Resources.Writing;
using Signet.Server.Background;
using Signet.Server.Controllers;
using Signet.Server.Controllers.Namespaces;
using Signet.Server.Controllers.Owners;
using Signet.Server.Controllers.Pods;
using Signet.Server.Controllers.Rbac;
using Signet.Server.Controllers.Stores;
using Signet.Server.Controllers.TrustBundles;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the background services of the store and of objects, each with the replicas that run it.</summary>
internal static class ControllerServices
{
    /// <summary>Registers the controllers, in the order in which they are prepared.</summary>
    public static void AddControllers(this IServiceCollection services, Func<TrustBundleOptions> trust, PodGarbageCollectorOptions pods)
    {
        services.AddSingleton(trust);
        services.AddSingleton(pods);
        services.AddSingleton<TrustBundle>();
        services.AddSingleton<DefaultServiceAccount>();
        services.AddSingleton<RootCertificates>();
        services.AddSingleton<NamespaceDefaults>();
        services.AddSingleton<NamespaceDeletion>();
        services.AddSingleton(provider => new PodRemoval(
            provider.GetRequiredKeyedService<ObjectWriter>(ReplicaRole.Leader), provider.GetRequiredService<TimeProvider>()));
        services
            .AddOnEveryReplica<CacheFollower>()
            .AddOnEveryReplica<TrustBundleMember>()
            .AddOnEveryReplica<StoreHealth>()
            .AddOnLeader<SystemNamespaces>()
            .AddOnLeader<BootstrapPolicyController>()
            .AddOnLeader<RoleAggregationController>()
            .AddOnLeader<NamespaceController>()
            .AddOnLeader<GarbageCollector>()
            .AddOnLeader<PodGarbageCollector>()
            .AddOnLeader<EventExpiry>()
            .AddOnLeader<StoreCompactor>();
    }
}
