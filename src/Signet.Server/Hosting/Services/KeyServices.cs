using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Signing.Listing;
using Signet.Server.Background;
using Signet.Server.Controllers.Keys;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of keys.</summary>
internal static class KeyServices
{
    /// <summary>Registers those of all keys, and those of managed keys unless the keys are given.</summary>
    public static void AddKeys(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(new KeyList(parts.Keys, parts.Options.Keys.PublicationLead)
        {
            Managed = parts.ManagedKeys is { } source ? (source.Ring, source.Keys.Policy) : null,
        });
        services.AddOnLeader<SigningKeyController>();
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
