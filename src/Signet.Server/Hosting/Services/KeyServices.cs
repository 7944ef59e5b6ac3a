using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed.Operating;
using Signet.Server.Background;
using Signet.Server.Controllers.Keys;
using Signet.Server.Endpoints.Keys;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of managed keys.</summary>
internal static class KeyServices
{
    /// <summary>Registers them; only the endpoint, which refuses, for a server whose keys are given.</summary>
    public static void AddManagedKeys(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(provider => new KeyOperationEndpoint(
            parts.ManagedKeys is { } operated ? new KeyOperator(operated.Keys, operated.Ring, parts.Time) : null,
            provider.GetRequiredService<ILogger<KeyOperationEndpoint>>()));
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
