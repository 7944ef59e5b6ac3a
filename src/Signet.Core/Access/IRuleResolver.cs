namespace Signet.Core.Access;

/// <summary>Lists the rules of a user in a namespace, as far as they can be enumerated (apiserver, <c>authorizer.RuleResolver</c>).</summary>
internal interface IRuleResolver
{
    /// <summary>The rules of a user for a namespace and for the cluster scope.</summary>
    ResolvedRules RulesFor(UserInfo user, string ns);
}
