using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Signing.Ring;
using Signet.Server.Background;
using Signet.Server.Controllers.Keys;
using Signet.Server.Hosting.Keys;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of managed keys, and of the keys of an external signer.</summary>
internal static class KeyServices
{
    /// <summary>Registers the follower of an external signer's keys.</summary>
    public static void AddRemoteKeys(this IServiceCollection services, IRemoteKeys? keys)
    {
        if (keys is not null)
        {
            services.AddSingleton(keys);
            services.AddOnEveryReplica<RemoteKeyFollower>();
        }
    }

    /// <summary>Registers them; nothing for a server whose keys are given.</summary>
    public static void AddManagedKeys(this IServiceCollection services, ManagedKeyParts? keys)
    {
        if (keys is not { } managed)
        {
            return;
        }

        services.AddSingleton(managed.Keys);
        services.AddSingleton(managed.Store);
        services.AddSingleton(managed.Ring);
        services.AddOnEveryReplica<KeyRingFollower>();
        services.AddOnLeader<KeyRotation>();
    }
}
