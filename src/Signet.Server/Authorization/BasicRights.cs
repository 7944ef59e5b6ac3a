using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>
/// What everybody may do in every cluster: Kubernetes' bootstrap roles <c>system:public-info-viewer</c>, <c>system:discovery</c>,
/// <c>system:basic-user</c> and <c>system:service-account-issuer-discovery</c>, a row for each rule (Kubernetes,
/// <c>plugin/pkg/auth/authorizer/rbac/bootstrappolicy</c>). RBAC takes its place once the roles are objects.
/// </summary>
public sealed class BasicRights : IAuthorizer
{
    private static readonly PathRule[] PathRules =
    [
        new(KnownUsers.UnauthenticatedGroup, ["/healthz", "/livez", "/readyz", "/version", "/version/"]),
        new(KnownUsers.AuthenticatedGroup, ["/healthz", "/livez", "/readyz", "/version", "/version/"]),
        new(KnownUsers.AuthenticatedGroup, ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"]),
        new(KnownUsers.ServiceAccountsGroup,
            ["/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/"]),
    ];

    private static readonly ResourceRule[] ResourceRules =
    [
        new(KnownUsers.AuthenticatedGroup, "create", "authentication.k8s.io", "selfsubjectreviews"),
    ];

    /// <inheritdoc/>
    public AuthorizationDecision Authorize(in RequestAttributes attributes)
    {
        if (attributes.IsResourceRequest)
        {
            foreach (var rule in ResourceRules)
            {
                if (rule.Allows(attributes))
                {
                    return AuthorizationDecision.Allow;
                }
            }
        }
        else if (attributes.Verb == "get")
        {
            foreach (var rule in PathRules)
            {
                if (rule.Allows(attributes))
                {
                    return AuthorizationDecision.Allow;
                }
            }
        }

        return AuthorizationDecision.NoOpinion;
    }

    private sealed record PathRule(string Group, string[] Paths)
    {
        public bool Allows(in RequestAttributes attributes)
        {
            foreach (var path in Paths)
            {
                var fits = path.EndsWith('*')
                    ? attributes.Path.AsSpan().StartsWith(path.AsSpan(0, path.Length - 1), StringComparison.Ordinal)
                    : attributes.Path == path;
                if (fits && attributes.User.Groups.Contains(Group))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed record ResourceRule(string Group, string Verb, string ApiGroup, string Resource)
    {
        public bool Allows(in RequestAttributes attributes) =>
            attributes.Verb == Verb && attributes.ApiGroup == ApiGroup && attributes.Resource == Resource &&
            attributes.Subresource.Length == 0 && attributes.User.Groups.Contains(Group);
    }
}
