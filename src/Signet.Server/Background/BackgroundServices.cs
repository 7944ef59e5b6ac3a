using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Signet.Server.Background;

/// <summary>Registers services with the replicas that run them. Services are prepared and started in the order of registration.</summary>
internal static class BackgroundServices
{
    /// <summary>Registers a service that runs on every replica, before those of the leader.</summary>
    public static IServiceCollection AddOnEveryReplica<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>(
        this IServiceCollection services)
        where TService : SupervisedService => services.Add<TService>(ReplicaRole.EveryReplica);

    /// <summary>Registers a service that runs on the replica that leads.</summary>
    public static IServiceCollection AddOnLeader<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>(
        this IServiceCollection services)
        where TService : SupervisedService => services.Add<TService>(ReplicaRole.Leader);

    private static IServiceCollection Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>(
        this IServiceCollection services, ReplicaRole role)
        where TService : SupervisedService
    {
        services.TryAddSingleton<TService>();
        services.AddSingleton(new BackgroundRegistration(role, provider => provider.GetRequiredService<TService>()));
        if (!services.Any(known => known.ServiceType == typeof(BackgroundHost)))
        {
            services.AddSingleton<BackgroundHost>();
            services.AddHostedService(provider => provider.GetRequiredService<BackgroundHost>());
            services.TryAddSingleton<ILeadership, SoleReplicaLeadership>();
        }

        return services;
    }
}
