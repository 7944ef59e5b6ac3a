using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Access.Rbac;
using Signet.Core.Metrics;
using Signet.Core.Resources.Cache;
using Signet.Core.Tokens.Verification;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Chain;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Authentication.Webhook;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Authorization.Streams;
using Signet.Server.Authorization.Webhook;
using Signet.Server.Background;
using Signet.Server.Files;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Documents;
using Signet.Server.Outbound;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers authentication, authorization and the checks of running streams.</summary>
internal static class AccessServices
{
    /// <summary>Registers the services.</summary>
    public static void AddAccess(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(provider => new OwnedParts(provider.GetRequiredService<ILogger<OwnedParts>>()));
        services.AddAuthentication(parts);
        services.AddSingleton<RbacRules>();
        services.AddSingleton<NodeGraph>();
        services.AddSingleton(provider => Authorizers(provider, parts));
        services.AddSingleton<IAuthorizer>(provider => provider.GetRequiredService<AuthorizerChain>());
        services.AddSingleton<IRuleResolver>(provider => provider.GetRequiredService<AuthorizerChain>());
        services.AddSingleton<Impersonator>();
        services.AddSingleton<RequestAuthorizer>();
        services.AddStreams(parts);
    }

    /// <summary>Registers the checks that end streams whose access has ended.</summary>
    private static void AddStreams(this IServiceCollection services, ServerParts parts)
    {
        // The minimum time between two requests of running streams to a webhook whose decisions are not cached.
        var minInterval = TimeSpan.FromSeconds(10);
        var lifetime = parts.Options.Authorization.Webhook.AuthorizedCacheTtl > minInterval
            ? parts.Options.Authorization.Webhook.AuthorizedCacheTtl
            : minInterval;
        services.AddSingleton(new StreamOptions(parts.Access.AuthorizationWebhook is null ? null : lifetime)
        {
            WriteLimit = parts.Options.Overload.WatchWriteTimeout,
        });
        services.AddSingleton(provider =>
        {
            var issuers = provider.GetRequiredService<JwtIssuerSet>();
            return new AccessChanges(
            [
                now => parts.Keys.Current.At(now),
                _ => parts.Certificates.ClientCaCertificates.Current,
                _ => parts.StaticTokens.Current,
                _ => parts.Access.Configuration.Current,
                _ => issuers.Keys,
                _ => parts.Issuers.Accepted.Current,
                .. SnapshotOf(parts.Access.FrontProxy?.CaCertificates),
                .. SnapshotOf(parts.Access.TokenWebhook),
                .. SnapshotOf(parts.Access.AuthorizationWebhook),
            ]);
        });
        services.AddSingleton<StreamChecker>();
        services.AddSingleton<RunningStreams>();
        services.AddOnEveryReplica<StreamSweeper>();
    }

    private static Func<DateTimeOffset, object>[] SnapshotOf<T>(IValueSource<T>? source)
        where T : class => source is null ? [] : [_ => source.Current];

    private static void AddAuthentication(this IServiceCollection services, ServerParts parts)
    {
        var caCertificates = parts.Certificates.ClientCaCertificates;
        var proxy = parts.Access.FrontProxy;
        services.AddSingleton(provider => new RequestAuthenticationOptions
        {
            ApiAudiences = parts.AcceptedAudiences,
            Anonymous = new AnonymousAccess(parts.Access.Configuration, parts.Options.Authentication.AllowAnonymous ?? true),
            Documents = provider.GetRequiredService<IssuerDocuments>(),
            Time = parts.Time,
        });
        services.AddSingleton(provider => new JwtIssuerSet(
            parts.Access.Configuration, parts.Time, provider.GetRequiredService<ILogger<IssuerKeys>>()));
        services.AddSingleton<TokenMetrics>();
        services.AddSingleton<ITokenAuthenticator>(provider => Tokens(provider, parts));
        services.AddSingleton(provider => new RequestAuthenticator(
            provider.GetRequiredService<RequestAuthenticationOptions>(),
            new ClientCertificates(caCertificates),
            proxy is null ? null : new FrontProxy(proxy),
            provider.GetRequiredService<ITokenAuthenticator>(),
            provider.GetRequiredService<ILogger<RequestAuthenticator>>()));
        if (parts.Access.MayHaveIssuers)
        {
            services.AddOnEveryReplica<IssuerKeyRefresher>();
        }
    }

    /// <summary>The token authenticators, in the order in which they are tried.</summary>
    private static TokenAuthenticatorUnion Tokens(IServiceProvider provider, ServerParts parts)
    {
        var authenticators = new List<ITokenAuthenticator>
        {
            new StaticTokens(parts.StaticTokens, parts.AcceptedAudiences),
            new ServiceAccountAuthenticator(provider.GetRequiredService<TokenVerifier>(), provider.GetRequiredService<TokenMetrics>()),
        };
        if (parts.Access.MayHaveIssuers)
        {
            authenticators.Add(new JwtIssuers(provider.GetRequiredService<JwtIssuerSet>(), parts.AcceptedAudiences));
        }

        if (parts.Access.TokenWebhook is { } webhook)
        {
            authenticators.Add(new WebhookTokens(
                provider.GetRequiredService<OwnedParts>().Add(
                    new WebhookClient(
                        webhook, parts.Options.Authentication.TokenWebhook.Version, parts.Time, provider.GetRequiredService<WebhookMetrics>().Of("authentication"))),
                parts.Options.Authentication.TokenWebhook.CacheTtl,
                parts.AcceptedAudiences,
                parts.Time,
                provider.GetRequiredService<ILogger<WebhookTokens>>()));
        }

        return new TokenAuthenticatorUnion(authenticators);
    }

    /// <summary>
    /// The authorizers in the order in which they are asked: <c>system:masters</c>, published documents, then the modes of
    /// <c>--authorization-mode</c>.
    /// </summary>
    private static AuthorizerChain Authorizers(IServiceProvider provider, ServerParts parts)
    {
        var authorizers = new List<IAuthorizer> { new PrivilegedGroup() };
        if (parts.Options.Documents.PublishDiscovery)
        {
            authorizers.Add(new PublishedDocuments(provider.GetRequiredService<IssuerDocuments>()));
        }

        if (!parts.Store.IsExclusive && parts.Options.Authorization.Modes.Any(mode => mode is AuthorizationMode.RBAC or AuthorizationMode.Node))
        {
            authorizers.Add(new FreshnessGate(provider.GetRequiredService<ObjectView>()));
        }

        var types = new List<string?>([.. authorizers.Select(_ => (string?)null)]);
        foreach (var mode in parts.Options.Authorization.Modes)
        {
            types.Add(mode.ToString());
            switch (mode)
            {
                case AuthorizationMode.RBAC:
                    authorizers.Add(new RbacAuthorizer(provider.GetRequiredService<RbacRules>()));
                    break;
                case AuthorizationMode.AlwaysAllow:
                    authorizers.Add(ConstantAuthorizer.AlwaysAllow);
                    break;
                case AuthorizationMode.AlwaysDeny:
                    authorizers.Add(ConstantAuthorizer.AlwaysDeny);
                    break;
                case AuthorizationMode.Webhook:
                    authorizers.Add(new WebhookAuthorizer(
                        provider.GetRequiredService<OwnedParts>().Add(
                            new WebhookClient(
                                parts.Access.AuthorizationWebhook!, parts.Options.Authorization.Webhook.Version, parts.Time,
                                provider.GetRequiredService<WebhookMetrics>().Of("authorization"))),
                        new WebhookLifetimes(parts.Options.Authorization.Webhook.AuthorizedCacheTtl, parts.Options.Authorization.Webhook.UnauthorizedCacheTtl),
                        parts.Time,
                        provider.GetRequiredService<WebhookAuthorizerMetrics>(),
                        provider.GetRequiredService<ILogger<WebhookAuthorizer>>()));
                    break;
                case AuthorizationMode.Node:
                    authorizers.Add(new NodeAuthorizer(provider.GetRequiredService<NodeGraph>()));
                    break;
            }
        }

        return new AuthorizerChain(authorizers, new AuthorizationMetrics(provider.GetRequiredService<MetricSet>(), types));
    }
}
