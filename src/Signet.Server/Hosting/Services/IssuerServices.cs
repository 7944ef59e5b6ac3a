using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Background;
using Signet.Server.Controllers;
using Signet.Server.Controllers.Issuers;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Issuers;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers the services of issuers.</summary>
internal static class IssuerServices
{
    /// <summary>Registers the services that keep the accepted issuers in force, and those by which the API shows and changes them.</summary>
    public static void AddIssuers(this IServiceCollection services, ServerParts parts)
    {
        var issuers = parts.Issuers;
        services.AddSingleton(issuers.Store);
        services.AddSingleton(issuers.Accepted);
        services.AddSingleton<OperationEndpoint>(provider => new IssuerOperationEndpoint(
            new IssuerOperator(issuers.Store, issuers.Accepted, parts.Time), provider.GetRequiredService<ILogger<IssuerOperationEndpoint>>()));
        services.AddSingleton(new IssuerRenewalOptions(() => MaxTokenLifetime.InForce(parts.Options.Tokens, parts.Keys)));
        services.AddSingleton<FollowedRecord, IssuerFollower>();
        services.AddOnEveryReplica<IssuerRenewal>();
    }
}
