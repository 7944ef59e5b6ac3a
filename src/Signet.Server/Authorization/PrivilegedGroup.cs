using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>Allows every request of users in <c>system:masters</c> (apiserver, <c>authorizerfactory</c> NewPrivilegedGroups).</summary>
internal sealed class PrivilegedGroup : IAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
        new(attributes.User.IsIn(KnownUsers.MastersGroup) ? AuthorizationDecision.Allow : AuthorizationDecision.NoOpinion);
}
