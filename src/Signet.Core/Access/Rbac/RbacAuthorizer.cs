namespace Signet.Core.Access.Rbac;

/// <summary>
/// The mode RBAC: allows requests by roles and bindings, and has no opinion otherwise (Kubernetes, <c>plugin/pkg/auth/authorizer/rbac</c>).
/// </summary>
internal sealed class RbacAuthorizer(RbacRules rules) : IAuthorizer, IRuleResolver
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
        new(rules.Current.Authorize(attributes));

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns) => rules.Current.Resolve(user, ns);
}
