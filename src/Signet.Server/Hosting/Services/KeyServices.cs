using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Listing;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Controllers;
using Signet.Server.Controllers.Keys;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Keys;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Parts;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of keys.</summary>
internal static class KeyServices
{
    /// <summary>Registers the services of the keys, and those by which the API shows and changes them.</summary>
    public static void AddKeys(this IServiceCollection services, ServerParts parts)
    {
        var keys = parts.OpenedKeys;
        services.AddSingleton<OperationEndpoint>(provider => new KeyOperationEndpoint(
            keys.Managed is { } operated ? new KeyOperator(operated.Keys, operated.Ring, parts.Time) : null,
            new PublicationJson(provider.GetRequiredService<IssuerDocuments>(), keys.Ring),
            provider.GetRequiredService<ILogger<KeyOperationEndpoint>>()));
        services.AddSingleton(new KeyList(keys.Ring, parts.Options.Keys.PublicationLead)
        {
            Recorded = keys.Managed is { } source ? (() => source.Ring.Stored.Keys, source.Keys.Policy)
                : keys.Succession is { } files ? (() => files.Ring.Keys, files.Policy)
                : null,
        });
        services.AddOnLeader<SigningKeyController>();
        services.AddKeySource(keys);
    }

    /// <summary>Registers the services that keep keys in force, which depend on their source.</summary>
    public static void AddKeySource(this IServiceCollection services, OpenedKeys keys)
    {
        if (keys.Device is { } device)
        {
            services.AddSingleton(device);
            services.AddOnEveryReplica<SignerReconnector>();
        }

        if (keys.External is { } external)
        {
            services.AddSingleton<IRemoteKeys>(external);
            services.AddOnEveryReplica<RemoteKeyFollower>();
        }

        if (keys.Succession is { } succession)
        {
            services.AddSingleton(succession);
            services.AddOnEveryReplica<KeyFileSuccession>();
        }

        if (keys.Managed is { } managed)
        {
            services.AddKeyedSingleton(
                ReplicaRole.Leader, (provider, key) => managed.Keys.Over(provider.GetRequiredKeyedService<IObjectStore>(key)));
            services.AddSingleton(managed.Store);
            services.AddSingleton(managed.Ring);
            services.AddSingleton<FollowedRecord, KeyRingFollower>();
            services.AddOnLeader<KeyRotation>();
        }
    }
}
