namespace Signet.Core.Access;

/// <summary>Tells all that a user may do in a namespace, as far as it is known beforehand (apiserver, <c>authorizer.RuleResolver</c>).</summary>
internal interface IRuleResolver
{
    /// <summary>The rules of a user for one namespace and for the cluster scope.</summary>
    ResolvedRules RulesFor(UserInfo user, string ns);
}
