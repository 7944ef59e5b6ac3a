using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Access.Rbac;
using Signet.Core.Admission;
using Signet.Core.Admission.Events;
using Signet.Core.Admission.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Writing;
using Signet.Core.Signing;
using Signet.Core.Storage;
using Signet.Core.Tokens;
using Signet.Server.Audit;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Authorization.Streams;
using Signet.Server.Controllers;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Discovery;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Endpoints.OpenApi;
using Signet.Server.Endpoints.Reviews;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting;

/// <summary>Puts the parts of a server together: the only place that knows them all.</summary>
internal static class Composition
{
    /// <summary>Registers everything but the listener.</summary>
    public static void AddSignet(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(parts);
        services.AddSingleton(parts.Time);
        services.AddSingleton(parts.Store);
        services.AddSingleton<IUidSource, SystemUidSource>();
        services.AddSingleton<IJwtSigner>(parts.Keys.Signer);
        services.AddSingleton(parts.Keys.Keys);
        services.AddSingleton(KubernetesKinds.Registry);
        services.AddSingleton(new ObjectCacheOptions());
        services.AddSingleton(parts.Options.Events);
        services.AddSingleton<EventUsage>();
        services.AddSingleton(ObservedCache);
        services.AddSingleton<ObjectWriter>();
        services.AddSingleton<ObjectLister>();
        services.AddSingleton(AdmissionSteps);
        services.AddDocuments(parts);
        services.AddTokens(parts);
        services.AddAccess(parts);
        services.AddRequests(parts);
        services.AddEndpoints(parts);
        services.AddSingleton<DefaultServiceAccount>();
        services.AddSingleton(new RootCertificateOptions(parts.Certificates.RootPem));
        services.AddSingleton<RootCertificates>();
        services.AddSingleton<NamespaceDeletion>();
        services.AddSingleton<CacheFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<CacheFollower>());
        services.AddHostedService<SystemNamespaces>();
        services.AddHostedService<BootstrapPolicyController>();
        services.AddHostedService<RoleAggregationController>();
        services.AddHostedService<NamespaceController>();
        services.AddHostedService<GarbageCollector>();
        services.AddSingleton(new PodGarbageCollectorOptions(parts.Options.OrphanedPodQuarantine));
        services.AddSingleton<PodRemoval>();
        services.AddHostedService<PodGarbageCollector>();
        services.AddHostedService<EventExpiry>();
        services.AddHostedService<StoreCompactor>();
        services.AddSingleton(provider => new Reloader(
            provider.GetService<AuditLog>(),
            provider.GetRequiredService<AuthorityFollower>(),
            provider.GetRequiredService<IReadOnlyList<JwtIssuer>>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<Reloader>>()));
        services.AddSingleton(provider => new CertificateExpiry(parts.Certificates.Lives, parts.Time, provider.GetRequiredService<ILogger<CertificateExpiry>>()));
        services.AddHostedService(provider => provider.GetRequiredService<CertificateExpiry>());
        services.AddSingleton<StoreHealth>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreHealth>());
    }

    /// <summary>The cache, and what is derived from it on every change.</summary>
    private static ObjectCache ObservedCache(IServiceProvider provider)
    {
        var cache = new ObjectCache(
            provider.GetRequiredService<IObjectStore>(),
            KubernetesKinds.Registry,
            provider.GetRequiredService<ObjectCacheOptions>(),
            provider.GetRequiredService<TimeProvider>());
        cache.Observe(provider.GetRequiredService<RbacRules>());
        cache.Observe(provider.GetRequiredService<NodeGraph>());
        cache.Observe(provider.GetRequiredService<EventUsage>());

        // Behind those whose changes it tells of.
        cache.Observe(provider.GetRequiredService<AccessChanges>());
        return cache;
    }

    /// <summary>All steps of admission, in order.</summary>
    private static AdmissionChain AdmissionSteps(IServiceProvider provider)
    {
        var cache = provider.GetRequiredService<ObjectCache>();
        return new AdmissionChain(
        [
            new NamespaceLifecycle(cache),
            new EventLimit(provider.GetRequiredService<EventUsage>()),
            new ServiceAccountAdmission(cache),
            new NodeRestriction(cache, provider.GetRequiredService<IAuthorizer>()),
            new EscalationCheck(provider.GetRequiredService<RbacRules>(), provider.GetRequiredService<IAuthorizer>()),
        ]);
    }

    /// <summary>The public documents, and who may read what from a web page.</summary>
    private static void AddDocuments(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(parts.CreateDocuments());
        services.AddSingleton(provider => new CorsPolicy(
            [.. parts.Options.AllowedOrigins.Select(OriginPattern.TryCompile).OfType<Regex>()], provider.GetRequiredService<IssuerDocuments>()));
    }

    private static void AddTokens(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton<IIdentityObjects, CachedIdentityObjects>();
        services.AddSingleton(new TokenIssuerOptions
        {
            Issuer = parts.Issuers[0],
            ApiAudiences = parts.ApiAudiences,
            MaximumLifetime = parts.Options.MaximumTokenLifetime,
            ExtendExpiration = parts.Options.ExtendTokenExpiration,
        });
        services.AddSingleton(new TokenVerifierOptions { Issuers = parts.Issuers });
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenVerifier>();
    }

    private static void AddEndpoints(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton<ObjectServices>();
        services.AddSingleton<TokenRequestEndpoint>();
        services.AddSingleton<TokenReviewEndpoint>();
        services.AddSingleton<SelfSubjectReviewEndpoint>();
        services.AddSingleton<ReviewEndpoints>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton(provider => provider.GetRequiredService<RouteTable>().Build());
        services.AddSingleton(new DiscoveryEndpoints(KubernetesKinds.Registry, RouteTable.VirtualResources, parts.Address));
        services.AddSingleton<OpenIdEndpoints>();
        services.AddSingleton(new VersionEndpoint(ProductVersion.Text));
        services.AddSingleton(provider => new OpenApiEndpoint(new OpenApiDocuments(
            KubernetesKinds.Registry, RouteTable.VirtualResources, provider.GetRequiredService<DiscoveryEndpoints>().Groups, VersionEndpoint.Served)));
        services.AddSingleton<RootDocument>();
        services.AddSingleton<ServerDocuments>();
        services.AddSingleton(provider => new HealthEndpoint(Checks(provider), provider.GetRequiredService<ILogger<HealthEndpoint>>()));
        services.AddSingleton<Dispatcher>();
    }

    private static IReadOnlyList<HealthCheck> Checks(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<StoreHealth>();
        var follower = provider.GetRequiredService<CacheFollower>();
        var audit = provider.GetService<AuditLog>();
        var lifetime = provider.GetRequiredService<IHostApplicationLifetime>();
        var certificates = provider.GetRequiredService<CertificateExpiry>();
        return
        [
            new HealthCheck("ping", IsLive: true, _ => new((string?)null)),
            new HealthCheck("store", IsLive: false, async token => (await store.CheckAsync(token).ConfigureAwait(false)).StoreFault),
            new HealthCheck("disk", IsLive: false, async token => (await store.CheckAsync(token).ConfigureAwait(false)).DiskFault),
            new HealthCheck("cache", IsLive: false, _ => new(follower.Fault)),
            .. audit is null ? (HealthCheck[])[] : [new HealthCheck("audit", IsLive: false, _ => new(audit.Fault))],
            new HealthCheck("certificates", IsLive: false, _ => new((string?)null)) { Remark = () => certificates.Remark },
            new HealthCheck("shutdown", IsLive: false, _ => new(lifetime.ApplicationStopping.IsCancellationRequested ? "the server drains" : null)),
        ];
    }
}
