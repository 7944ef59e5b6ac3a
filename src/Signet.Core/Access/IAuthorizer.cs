namespace Signet.Core.Access;

/// <summary>Says whether a request may be made. Several are asked in order; the first with an opinion decides.</summary>
public interface IAuthorizer
{
    /// <summary>
    /// Decides. All but a webhook do so from memory: no I/O, no allocation, completed when it returns.
    /// </summary>
    ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken);
}

/// <summary>Tells all that a user may do in a namespace, as far as it is known beforehand (apiserver, <c>authorizer.RuleResolver</c>).</summary>
public interface IRuleResolver
{
    /// <summary>The rules of a user for one namespace and for the cluster scope.</summary>
    ResolvedRules RulesFor(UserInfo user, string ns);
}
