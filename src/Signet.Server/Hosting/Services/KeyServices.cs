using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Listing;
using Signet.Core.Signing.Managed.Operating;
using Signet.Server.Background;
using Signet.Server.Controllers.Keys;
using Signet.Server.Endpoints.Keys;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of keys.</summary>
internal static class KeyServices
{
    /// <summary>Registers those of all keys, and those of managed keys, of key files or of a key in a device.</summary>
    public static void AddKeys(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(provider => new KeyOperationEndpoint(
            parts.ManagedKeys is { } operated ? new KeyOperator(operated.Keys, operated.Ring, parts.Time) : null,
            provider.GetRequiredService<ILogger<KeyOperationEndpoint>>()));
        services.AddSingleton(new KeyList(parts.Keys, parts.Options.Keys.PublicationLead)
        {
            Recorded = parts.ManagedKeys is { } source ? (() => source.Ring.Stored.Keys, source.Keys.Policy)
                : parts.KeySuccession is { } files ? (() => files.Ring.Keys, files.Policy)
                : null,
        });
        services.AddOnLeader<SigningKeyController>();
        if (parts.DeviceSigner is { } device)
        {
            services.AddSingleton(device);
            services.AddOnEveryReplica<SignerReconnector>();
        }

        if (parts.KeySuccession is { } succession)
        {
            services.AddSingleton(succession);
            services.AddOnEveryReplica<KeyFileSuccession>();
        }

        if (parts.ManagedKeys is { } managed)
        {
            services.AddSingleton(managed.Keys);
            services.AddSingleton(managed.Store);
            services.AddSingleton(managed.Ring);
            services.AddOnEveryReplica<KeyRingFollower>();
            services.AddOnLeader<KeyRotation>();
        }
    }
}
