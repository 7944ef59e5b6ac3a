using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Access.Rbac;
using Signet.Core.Tokens;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Authentication.Webhook;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Authorization.Streams;
using Signet.Server.Authorization.Webhook;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Outbound;

namespace Signet.Server.Hosting;

/// <summary>Puts together who callers are and what they may do.</summary>
internal static class AccessServices
{
    /// <summary>Registers authentication and authorization.</summary>
    public static void AddAccess(this IServiceCollection services, ServerParts parts)
    {
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

    /// <summary>What ends streaming answers when their access ends.</summary>
    private static void AddStreams(this IServiceCollection services, ServerParts parts)
    {
        // Without a cache a webhook is asked by running streams at most once in this time.
        var minInterval = TimeSpan.FromSeconds(10);
        var lifetime = parts.Options.WebhookAllowedLifetime > minInterval ? parts.Options.WebhookAllowedLifetime : minInterval;
        services.AddSingleton(new StreamOptions(parts.Access.AuthorizationWebhook is null ? null : lifetime));
        services.AddSingleton(provider =>
        {
            var issuers = provider.GetRequiredService<IReadOnlyList<JwtIssuer>>();
            return new AccessChanges(
            [
                now => parts.Keys.Current.At(now),
                _ => parts.Certificates.ClientAuthorities.Current,
                .. parts.Access.FrontProxy is { } proxy ? (Func<DateTimeOffset, object>[])[_ => proxy.Authorities.Current] : [],
                .. issuers.Select(issuer => (Func<DateTimeOffset, object>)(_ => issuer.Keys.Current)),
            ]);
        });
        services.AddSingleton<StreamChecker>();
        services.AddSingleton<RunningStreams>();
        services.AddHostedService<StreamSweeper>();
    }

    private static void AddAuthentication(this IServiceCollection services, ServerParts parts)
    {
        var authorities = parts.Certificates.ClientAuthorities;
        var proxy = parts.Access.FrontProxy;
        services.AddSingleton(provider => new AuthenticationOptions
        {
            ApiAudiences = parts.AcceptedAudiences,
            Anonymous = parts.Access.AnonymousRules(parts.Options),
            Documents = provider.GetRequiredService<IssuerDocuments>(),
        });
        services.AddSingleton<IReadOnlyList<JwtIssuer>>(provider =>
        [
            .. parts.Access.Configuration.Issuers.Select(issuer =>
                new JwtIssuer(issuer, new IssuerKeys(issuer, parts.Time, provider.GetRequiredService<ILogger<IssuerKeys>>()))),
        ]);
        services.AddSingleton<ITokenAuthenticator>(provider => Tokens(provider, parts));
        services.AddSingleton(provider => new RequestAuthenticator(
            provider.GetRequiredService<AuthenticationOptions>(),
            new ClientCertificates(authorities),
            proxy is null ? null : new FrontProxy(proxy),
            provider.GetRequiredService<ITokenAuthenticator>(),
            provider.GetRequiredService<ILogger<RequestAuthenticator>>()));
        services.AddSingleton(provider => new AuthorityFollower(
            proxy is null ? [authorities] : [authorities, proxy.Authorities], parts.Time, provider.GetRequiredService<ILogger<AuthorityFollower>>()));
        services.AddHostedService(provider => provider.GetRequiredService<AuthorityFollower>());
        if (parts.Access.Configuration.Issuers.Count > 0)
        {
            services.AddHostedService<IssuerKeyRefresher>();
        }
    }

    /// <summary>The kinds of tokens, in the order in which they are asked.</summary>
    private static TokenAuthenticatorUnion Tokens(IServiceProvider provider, ServerParts parts)
    {
        var authenticators = new List<ITokenAuthenticator>
        {
            new StaticTokens(parts.StaticTokens, parts.AcceptedAudiences),
            new ServiceAccountAuthenticator(provider.GetRequiredService<TokenVerifier>()),
        };
        var issuers = provider.GetRequiredService<IReadOnlyList<JwtIssuer>>();
        if (issuers.Count > 0)
        {
            authenticators.Add(new JwtIssuers(issuers, parts.AcceptedAudiences));
        }

        if (parts.Access.TokenWebhook is { } webhook)
        {
            authenticators.Add(new WebhookTokens(
                new WebhookClient(webhook, parts.Options.TokenWebhookVersion, parts.Time),
                parts.Options.TokenWebhookLifetime,
                parts.AcceptedAudiences,
                parts.Time,
                provider.GetRequiredService<ILogger<WebhookTokens>>()));
        }

        return new TokenAuthenticatorUnion(authenticators);
    }

    /// <summary>The modes in the order in which they are asked; the administrators' group and published documents come before all of them.</summary>
    private static AuthorizerChain Authorizers(IServiceProvider provider, ServerParts parts)
    {
        var authorizers = new List<IAuthorizer> { new PrivilegedGroup() };
        if (parts.Options.PublishDiscovery)
        {
            authorizers.Add(new PublishedDocuments(provider.GetRequiredService<IssuerDocuments>()));
        }

        foreach (var mode in parts.Options.AuthorizationModes)
        {
            switch (mode)
            {
                case AuthorizationMode.RBAC:
                    authorizers.Add(new RbacAuthorizer(provider.GetRequiredService<RbacRules>()));
                    break;
                case AuthorizationMode.AlwaysAllow:
                    authorizers.Add(ConstantAuthorizer.Allowing);
                    break;
                case AuthorizationMode.AlwaysDeny:
                    authorizers.Add(ConstantAuthorizer.Denying);
                    break;
                case AuthorizationMode.Webhook:
                    authorizers.Add(new WebhookAuthorizer(
                        new WebhookClient(parts.Access.AuthorizationWebhook!, parts.Options.AuthorizationWebhookVersion, parts.Time),
                        new WebhookLifetimes(parts.Options.WebhookAllowedLifetime, parts.Options.WebhookOthersLifetime),
                        parts.Time,
                        provider.GetRequiredService<ILogger<WebhookAuthorizer>>()));
                    break;
                case AuthorizationMode.Node:
                    authorizers.Add(new NodeAuthorizer(provider.GetRequiredService<NodeGraph>()));
                    break;
            }
        }

        return new AuthorizerChain(authorizers);
    }
}
