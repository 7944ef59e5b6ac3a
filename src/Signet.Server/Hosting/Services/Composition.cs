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
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Audit.Output;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Authorization.Streams;
using Signet.Server.Background;
using Signet.Server.Controllers;
using Signet.Server.Controllers.Pods;
using Signet.Server.Controllers.Stores;
using Signet.Server.Controllers.TrustBundles;
using Signet.Server.Endpoints.Api;
using Signet.Server.Endpoints.Discovery;
using Signet.Server.Endpoints.Dispatch;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Endpoints.OpenApi;
using Signet.Server.Endpoints.Reviews;
using Signet.Server.Endpoints.Tokens;
using Signet.Server.Files;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Services;

/// <summary>The composition root: registers the services of a server.</summary>
internal static class Composition
{
    /// <summary>Registers all services except the listener.</summary>
    public static void AddSignet(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(parts);
        services.AddMetrics(parts);
        services.AddSingleton(parts.Time);
        services.AddSingleton<IObjectStore>(new TracedStore(parts.Store));
        services.AddLeadership(parts.Store, $"{Environment.MachineName} {parts.Address}", parts.Time);
        services.AddSingleton<IUidSource, SystemUidSource>();
        services.AddSingleton(parts.Keys);
        services.AddSingleton(parts.Registry);
        services.AddSingleton(ServedApi.Of(parts.Registry));
        services.AddSingleton(new ObjectCacheOptions());
        services.AddSingleton(parts.Options.Events);
        services.AddSingleton<EventUsage>();
        services.AddSingleton(ObservedCache);
        services.AddSingleton(new FreshnessOptions
        {
            MaxStaleness = parts.Options.Store.CacheFreshness,
            ReadPause = TimeSpan.FromMilliseconds(2),
        });
        services.AddSingleton<ObjectView>();
        services.AddSingleton<ObjectWriter>();
        services.AddSingleton<ObjectLister>();
        services.AddSingleton(AdmissionSteps);
        services.AddDocuments(parts);
        services.AddTokens(parts);
        services.AddAccess(parts);
        services.AddRequests(parts);
        services.AddEndpoints(parts);
        services.AddControllers(
            () => new TrustBundleOptions(parts.Certificates.Serving.Current.RootPem, parts.Store.IsExclusive ? null : TrustBundleOptions.SharedRetention),
            new PodGarbageCollectorOptions(parts.Options.Controllers.OrphanedPodQuarantine));
        if (!parts.Store.IsExclusive)
        {
            services.AddOnEveryReplica<CacheConfirmer>();
        }

        services.AddSingleton(provider => new Reloader(
            provider.GetService<AuditSinks>(),
            provider.GetRequiredService<FileFollower>(),
            provider.GetRequiredService<JwtIssuerSet>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<Reloader>>()));
        services.AddSingleton(provider => new CertificateExpiry(
            () => parts.Certificates.Validities, parts.Time, provider.GetRequiredService<ILogger<CertificateExpiry>>()));
        services.AddOnEveryReplica<CertificateExpiry>();
        services.AddFiles(parts);
        services.AddKeys(parts);
        services.AddIssuers(parts);
    }

    /// <summary>Creates the object cache with its observers.</summary>
    private static ObjectCache ObservedCache(IServiceProvider provider)
    {
        var cache = new ObjectCache(
            provider.GetRequiredService<IObjectStore>(),
            provider.GetRequiredService<ResourceRegistry>(),
            provider.GetRequiredService<ObjectCacheOptions>(),
            provider.GetRequiredService<TimeProvider>());
        cache.Observe(provider.GetRequiredService<RbacRules>());
        cache.Observe(provider.GetRequiredService<NodeGraph>());
        cache.Observe(provider.GetRequiredService<EventUsage>());

        // Last, because it reports changes of the observers before it.
        cache.Observe(provider.GetRequiredService<AccessChanges>());
        foreach (var record in provider.GetServices<FollowedRecord>())
        {
            cache.Observe(record);
        }

        cache.Quarantine.Observe(new QuarantineReport(provider.GetRequiredService<ILogger<QuarantineReport>>()));
        return cache;
    }

    /// <summary>Creates the admission steps, in order.</summary>
    private static AdmissionChain AdmissionSteps(IServiceProvider provider)
    {
        var view = provider.GetRequiredService<ObjectView>();
        var steps = (IReadOnlyList<IAdmissionStep>)
        [
            new NamespaceLifecycle(view),
            new EventLimit(provider.GetRequiredService<EventUsage>()),
            new ServiceAccountAdmission(view),
            new NodeRestriction(view, provider.GetRequiredService<IAuthorizer>()),
            new EscalationCheck(provider.GetRequiredService<RbacRules>(), provider.GetRequiredService<IAuthorizer>()),
        ];
        return new AdmissionChain(steps, view);
    }

    /// <summary>Registers the issuer documents and the CORS policy.</summary>
    private static void AddDocuments(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(parts.CreateDocuments(parts.Options.Documents.PublishDiscovery));
        services.AddSingleton(provider => new CorsPolicy(
            [.. parts.Options.Documents.AllowedOrigins.Select(OriginPattern.TryCompile).OfType<Regex>()], provider.GetRequiredService<IssuerDocuments>()));
    }

    private static void AddTokens(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton<IIdentityObjects, CachedIdentityObjects>();
        services.AddSingleton(new TokenIssuerOptions
        {
            ApiAudiences = parts.ApiAudiences,
            MaxLifetime = parts.Options.Tokens.MaxLifetime,
            ExtendExpiration = parts.Options.Tokens.ExtendExpiration,
        });
        services.AddSingleton(new TokenVerifierOptions());
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
        services.AddSingleton(provider => new DiscoveryEndpoints(provider.GetRequiredService<ServedApi>(), parts.Address));
        services.AddSingleton<OpenIdEndpoints>();
        services.AddSingleton(new VersionEndpoint(ProductVersion.Text));
        services.AddSingleton(provider => new OpenApiEndpoint(
            new OpenApiDocuments(provider.GetRequiredService<ServedApi>(), VersionEndpoint.Served)));
        services.AddSingleton<RootDocument>();
        services.AddSingleton(provider => new FrontPage(provider.GetRequiredService<IssuerDocuments>(), ProductVersion.Text));
        services.AddSingleton<HealthIndicators>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<ServerDocuments>();
        services.AddSingleton(provider => new HealthEndpoint(
            Checks(provider), provider.GetRequiredService<HealthIndicators>(), parts.Time, provider.GetRequiredService<ILogger<HealthEndpoint>>()));
        services.AddSingleton<Dispatcher>();
    }

    private static IReadOnlyList<HealthCheck> Checks(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<StoreHealth>();
        var follower = provider.GetRequiredService<CacheFollower>();
        var confirmer = provider.GetService<CacheConfirmer>();
        var view = provider.GetRequiredService<ObjectView>();
        var audit = provider.GetService<AuditSinks>();
        var lifetime = provider.GetRequiredService<IHostApplicationLifetime>();
        var certificates = provider.GetRequiredService<CertificateExpiry>();
        return
        [
            new HealthCheck("ping", IsLive: true, _ => new((string?)null)),
            new HealthCheck("store", IsLive: false, async token => (await store.CheckAsync(token).ConfigureAwait(false)).StoreFault),
            new HealthCheck("disk", IsLive: false, async token => (await store.CheckAsync(token).ConfigureAwait(false)).DiskFault),
            new HealthCheck("cache", IsLive: false, _ => new(follower.Fault ?? confirmer?.Fault)) { Remark = () => RemarkOf(view.Quarantine) },
            .. audit is null ? (HealthCheck[])[] : [AuditServices.CheckOf(audit)],
            .. BackgroundHealth.ChecksOf(provider.GetRequiredService<BackgroundHost>()),
            .. provider.GetServices<FollowedRecord>().Select(record => HealthCheck.Informational(record.Name, () => record.Remark)),
            HealthCheck.Informational("certificates", () => certificates.Warnings),
            .. provider.GetRequiredService<FileFollower>().Files.SelectMany(FileServices.ChecksOf),
            new HealthCheck("shutdown", IsLive: false, _ => new(lifetime.ApplicationStopping.IsCancellationRequested ? "the server is shutting down" : null)),
        ];
    }

    /// <summary>Names no object, because health checks are public.</summary>
    private static string? RemarkOf(Quarantine quarantine) => quarantine.Count switch
    {
        0 => null,
        1 => "1 stored object cannot be read",
        var count => $"{count} stored objects cannot be read",
    };
}
