using Microsoft.Extensions.DependencyInjection;
using Signet.Server.Background;
using Signet.Server.Controllers.Keys;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of managed keys, and of a key in a device.</summary>
internal static class KeyServices
{
    /// <summary>Registers the service that opens the device of the signer again; nothing for other keys.</summary>
    public static void AddDeviceSigner(this IServiceCollection services, ServerParts parts)
    {
        if (parts.DeviceSigner is { } signer)
        {
            services.AddSingleton(signer);
            services.AddOnEveryReplica<SignerReconnector>();
        }
    }

    /// <summary>Registers them; nothing for a server whose keys are given.</summary>
    public static void AddManagedKeys(this IServiceCollection services, ServerParts parts)
    {
        if (parts.ManagedKeys is not { } managed)
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
